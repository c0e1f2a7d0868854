# What carries the uploads, and how well.

network-title = Network
network-kind = Kind
network-signal = Signal
network-link-speed = Link speed
network-measured = Measured, up
network-round-trip = Round trip
network-metered = Bytes cost money
network-yes = Yes
network-no = No
network-not-told = not told by this system
network-nothing-sent = nothing sent yet
network-not-measured = not measured yet
network-settings = What goes while bytes cost money…

network-kind-ethernet = Ethernet
network-kind-wifi = Wi-Fi
network-kind-tethered = Phone
network-kind-mobile = Mobile network
network-kind-other = Network
network-kind-absent = No network
# $kind: one of those above.
network-named = { $kind } { $name }

# How well it goes, in a word or two
network-health-good = good
network-health-fair = fair
network-health-poor = poor
network-health-down = no way through
network-health-unknown = not measured yet
network-up = { $rate } up
network-is-metered = metered
network-absent-short = uploads go on when there is one

# And in a sentence
network-this-good = This network is good.
network-this-fair = This network is fair.
network-this-poor = This network is poor.
network-this-down = This network is not letting anything through.
network-this-unknown = This network is not measured yet.
network-absent = Uploads go on by themselves when there is a network.
# Read aloud when it needs a person.
network-told = { $link }: { $how }
