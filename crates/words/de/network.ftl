# What carries the uploads, and how well.

network-title = Netz
network-kind = Art
network-signal = Signal
network-link-speed = Tempo der Leitung
network-measured = Upload gemessen
network-round-trip = Laufzeit hin und zurück
network-metered = Datenvolumen kostet Geld
network-yes = Ja
network-no = Nein
network-not-told = vom System nicht genannt
network-nothing-sent = noch nichts gesendet
network-not-measured = noch nicht gemessen
network-settings = Was in getakteten Netzen gesendet wird …

network-kind-ethernet = Ethernet
network-kind-wifi = WLAN
network-kind-tethered = Telefon
network-kind-mobile = Mobilfunk
network-kind-other = Netz
network-kind-absent = Kein Netz
# $kind: one of those above.
network-named = { $kind } { $name }

# How well it goes, in a word or two
network-health-good = gut
network-health-fair = mäßig
network-health-poor = schwach
network-health-down = kein Durchkommen
network-health-unknown = noch nicht gemessen
network-up = ↑ { $rate }
network-is-metered = getaktet
network-absent-short = Uploads warten darauf

# And in a sentence
network-this-good = Dieses Netz ist gut.
network-this-fair = Dieses Netz ist mäßig.
network-this-poor = Dieses Netz ist schwach.
network-this-down = Dieses Netz lässt nichts durch.
network-this-unknown = Dieses Netz ist noch nicht gemessen.
network-absent = Die Uploads gehen von selbst weiter, sobald es ein Netz gibt.
# Read aloud when it needs a person.
network-told = { $link }: { $how }
