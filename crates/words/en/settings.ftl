# What a person can set. Each setting has its name, and a sentence that says what it does.

settings-title = Settings
settings-back = Back
settings-undo = Undo
# Said for a moment after a change: which setting, and what it is now.
settings-kept = { $setting }: { $value }
settings-undone = Undone: { $change }
settings-on = on
settings-off = off

# At once

settings-files-title = Files at once
settings-files-words = How many files are on their way at the same time. Automatic finds what the line carries best.
settings-parts-title = Parts at once
settings-parts-words = How many parts of each file are sent side by side. More fills a fast line; fewer is kinder to a weak one.
settings-automatic = Automatic
settings-automatic-kept = automatic
settings-fewer = Fewer
settings-more = More
# $said: why, a sentence of its own.
settings-lanes = At this moment { $files ->
        [one] { $files } file
       *[other] { $files } files
    }, { $parts ->
        [one] { $parts } part
       *[other] { $parts } parts
    } of each. { $said }

# Bandwidth

settings-limit-title = Bandwidth limit
settings-limit-words = No faster than this, everything together. Holds whenever no rule of the schedule does.
settings-limit-none = No limit
settings-limit-none-kept = no limit
settings-limit-mbit = { $mbit } Mbit/s
settings-limit-label = Bandwidth limit in Mbit/s
settings-limit-other = Other
settings-limit-unit = Mbit/s
settings-limit-wrong = A number from 1 to 100,000.
settings-leave-title = Leave some for others
settings-leave-words = Of what the line is measured to carry, this much stays free for everybody else on it.
settings-leave-kept = Left for others
settings-leave-none = Nothing
settings-leave-none-kept = nothing
settings-percent = { $percent }%

# The weekly schedule

settings-schedule-title = Weekly schedule
settings-schedule-words = Other limits at other times, by the clock of this computer. Where two rules hold, the upper one decides.
settings-rule = { $days }, { $time }: { $limit }
settings-rule-every-day = Every day
settings-rule-no-day = On no day
settings-rule-all-day = all day
settings-rule-time = { $from }–{ $to }
settings-rule-time-overnight = { $from }–{ $to } on the next day
settings-rule-now = now
settings-rule-behind = Meets rule { $number }, which decides where both hold.
settings-rule-up = Rule { $number } up
settings-rule-down = Rule { $number } down
settings-rule-change = Change rule { $number }
settings-rule-remove = Remove rule { $number }
settings-up = Up
settings-down = Down
settings-change = Change
settings-remove = Remove
settings-rule-add = Add a rule
settings-rule-added = Rule added: { $rule }
settings-rule-removed = Rule removed: { $rule }
settings-rule-moved = Rule { $number } of { $total } now
settings-rule-moved-kept = Rule { $number } of { $total } now: { $rule }
settings-limit-now = Right now: { $limit }, as no rule holds.
settings-limit-now-rule = Right now: { $limit }, by rule { $number }.
settings-rule-days = Days of rule { $number }
settings-rule-from = from
settings-rule-to = to
settings-rule-limit = at most
settings-rule-from-label = Start of rule { $number }
settings-rule-to-label = End of rule { $number }
settings-rule-limit-label = Limit in Mbit/s of rule { $number }
settings-rule-limit-none = no limit
settings-rule-limit-wrong = A number from 1 to 100,000, or nothing for no limit.
settings-rule-time-wrong = A time such as 08:30.

# What goes first

settings-order-title = What goes first
settings-order-words = Files go in this order of their kinds; within a kind, as they came. What you move to the top goes before all of them.
settings-order-grip = { $kinds }, { $place } of { $total }. Move with the arrow keys
settings-order-up = { $kinds } up
settings-order-down = { $kinds } down
settings-order-first = { $kinds } go first
settings-order-last = { $kinds } go last
settings-order-between = { $kinds } go as number { $place }

# While bytes cost money

settings-metered-title = While bytes cost money
settings-metered-everything = Everything
settings-metered-everything-words = Everything goes, as on any other network.
settings-metered-everything-kept = While bytes cost money: everything
settings-metered-proxies = Proxies only
settings-metered-proxies-words = Proxies go; all else waits for a network that costs nothing.
settings-metered-proxies-kept = While bytes cost money: proxies only
settings-metered-nothing = Nothing
settings-metered-nothing-words = Nothing goes before there is a network that costs nothing.
settings-metered-nothing-kept = While bytes cost money: nothing
settings-treat-title = Treat this network as metered
settings-treat-words = Bytes cost money here, whatever this computer thinks.
settings-treat-words-too = Bytes cost money here, whatever this computer thinks. The system says so too, at this moment.
settings-treat-kept = This network counts as metered
settings-treat-not-kept = The system says what is metered

# On this computer

settings-desktop-title = On this computer
settings-desktop-words = Closing the window never stops an upload; these decide about the rest.
settings-login-title = Start at login
settings-login-words = Labrun starts in the tray when you log in to this computer.
settings-awake-title = Keep this computer awake
settings-awake-words = It does not go to sleep by itself while files are on their way. The screen may still go dark.
settings-notifications-title = Notifications
settings-notifications-words = One for everything that came together, and none while you look at the window.
settings-notify-finished-title = The queue is done
settings-notify-finished-words = How many files were uploaded, at most every ten minutes.
settings-notify-attention-title = Files need attention
settings-notify-attention-words = Labrun cannot go on with them by itself.
settings-notify-signed-out-title = Signed out
settings-notify-signed-out-words = A cloud wants you to sign in again.

# Signing in

settings-port-title = Port for signing in
settings-port-words = Where your browser brings the answer of a sign-in back to, on this computer only and only during the sign-in. Change it if another program needs this one; the cloud has to know the new one, too.
settings-port-label = Port
settings-port-wrong = A number from 1,024 to 65,535.
settings-vault-title = Sign-ins are kept
settings-vault-keyring = In the keyring of this computer.
settings-vault-file = In an encrypted vault file, opened with your passphrase.
settings-vault-none = Nowhere yet.

# The rest

settings-keyboard-title = Keyboard
settings-keyboard-words = Everything can be done with it. The short ways are on one page, which ? opens from anywhere.
settings-keyboard-open = Keys…
settings-elsewhere-title = On another computer
settings-elsewhere-words = Writes these settings into a file, or takes them from one. Sign-ins and watched folders are not in it.
settings-import = Import…
settings-export = Export…
settings-imported = Settings imported
settings-exported = Settings exported
settings-diagnostics-title = Something wrong?
settings-diagnostics-words = What Labrun can tell of itself, in words, and as a file without secrets for whoever helps you.
settings-diagnostics-open = Diagnostics…

# The way out: proxy, certificate authorities, and where the data is

settings-proxy-title = Proxy server
settings-proxy-words = Through which server everything goes, updates too. A change holds at once, and uploads go on. Name and password are kept with your sign-ins and are in no export.
settings-proxy-system = As this computer
settings-proxy-system-kept = as this computer
settings-proxy-none = None
settings-proxy-none-kept = none
settings-proxy-at = This address
settings-proxy-address = Address (http, https or socks5)
settings-proxy-direct = Reached directly, without the proxy
settings-proxy-name = Name, if it wants one
settings-proxy-password = Password
settings-proxy-plain = The way to this proxy is not encrypted: whoever reads along there learns the name and the password.
settings-proxy-use = Use this proxy
settings-proxy-has-login = A name and a password are kept for it.
settings-proxy-forget = Forget them
settings-proxy-wrong-address = This is no address of a proxy. It needs a host, and usually a port: proxy.example.com:3128
settings-proxy-wrong-scheme = Labrun does not know { $scheme }. A proxy is reached by http, https or socks5.
settings-proxy-wrong-login = Leave the name and the password out of the address: they have fields of their own.
settings-proxy-wrong-script = This looks like the address of a script that tells the proxy. Choose “As this computer” for that, or ask for the proxy’s own address.
settings-proxy-wrong-direct = “{ $host }” is no host. Write names, addresses or networks, such as nas.local or 10.0.0.0/8, without https:// and without a port.

settings-authorities-title = Certificates of your company
settings-authorities-words = Where your company reads encrypted lines or runs a cloud of its own, it has a certificate authority for that. Labrun trusts those in this list besides the ones of the system, for clouds and for updates.
settings-authorities-add = Add a certificate…
settings-authorities-dialog = Choose a certificate
settings-authorities-added = Trusted now: { $names }
settings-authorities-removed = No longer trusted: { $names }
settings-authorities-remove = Remove { $name }
settings-authorities-until = Valid until { $date }
settings-authorities-over = Over since { $date }
settings-authorities-fingerprint = SHA-256 fingerprint { $fingerprint }
settings-authorities-unreadable = A certificate that cannot be read
settings-authorities-refused-unreadable = { $file } cannot be read.
settings-authorities-refused-none = There is no certificate in { $file }. It takes a file in PEM form, with “BEGIN CERTIFICATE” in it.
settings-authorities-refused-binary = The certificate in { $file } is in binary form. Ask for the same one as PEM.
settings-authorities-refused-damaged = A certificate in { $file } is damaged.
settings-authorities-refused-over = The certificate of { $name } is over. Ask for the new one.
settings-authorities-refused-early = The certificate of { $name } does not hold yet. If it should, the clock of this computer is wrong.
settings-authorities-refused-leaf = The certificate of { $name } is that of one computer and not of an authority. Ask for the one that it was signed with.

settings-data-title = Data folder
settings-data-words = Where Labrun keeps its queue and its log on this computer. Media is never in it. Another folder has to be empty and on a disk of this computer; the data moves there at the next start.
settings-data-open = Open
settings-data-choose = Move…
settings-data-dialog = Choose a data folder
settings-data-reset = Back to the usual place
settings-data-next = At the next start, the data moves to
settings-data-restart = Restart now
settings-data-stay = Leave it where it is
settings-data-refused-missing = This folder is not there. The data stays where it is.
settings-data-refused-not-empty = There is something in this folder. Choose an empty one. The data stays where it is.
settings-data-refused-not-writable = Labrun may not write in this folder. The data stays where it is.
settings-data-refused-share = This folder is on another computer, and a queue can be damaged there. Choose one on a disk of this computer. The data stays where it is.
settings-data-refused-within = The data is in this folder, or the folder lies within it. Choose another one.
settings-data-refused-full = There is not enough room on the disk of this folder. The data stays where it is.
settings-data-refused-failed = The data could not be moved, and stays where it is. { $said }
settings-data-away-title = The data folder is not there
settings-data-away-words = Labrun keeps its queue in this folder, and cannot see it now. It may be on a drive that is not plugged in. Plug it in, and Labrun goes on by itself: no other queue is begun meanwhile, and nothing is lost.
settings-data-away-look = Look again
settings-data-moving-title = Moving the data folder
settings-data-moving-words = Everything is copied into the new folder and compared before the old one goes. You may quit: the next start begins again, and nothing is lost.
settings-data-moving-far = { $percent } done

# The language

settings-language-title = Language
settings-language-words = In which language Labrun speaks: the window, the tray and the notifications. A change holds at once.
settings-language-system = As this computer
