# How Labrun stands, each thing in a sentence. $said: what the system or the database said, a sentence.

health-start = Start
health-keyring = Keyring
health-vault = Vault
health-data-folder = Data folder
health-queue = Queue
health-database = Queue's database
health-network = Network
health-connections = Connections
health-folder = Watched folder
health-uploads = Uploads

health-is-starting = Labrun is starting.
health-not-started = Labrun has not finished starting.
health-keyring-locked = It is locked, and the sign-ins are in it. Unlock it, then try again in the window.
health-vault-locked = It is locked. Its passphrase opens it, in the window.
health-vault-to-choose = There is no keyring on this computer, and nobody has chosen a passphrase yet.
health-in-use = Another Labrun has this queue open ({ $holder }). Close it, or look for its tray: this one opens when the other has ended.
health-data-folder-away = { $path } is not there, and the queue is in it. Plug in its drive, and Labrun goes on.
health-data-folder-moving = It is being moved to the folder that was chosen for it. The queue opens when that is done.
health-database-damaged = Its database is damaged: { $said } The window offers to set it aside; it is kept.
health-database-newer = A newer Labrun wrote its database: { $said } Install that version again.
health-database-well = It is read and written.
health-database-fails = It cannot be written: { $said } Make room on the disk.

health-network-login = It asks for a sign-in: open its page in a browser.
health-network-proxy = Its proxy lets nothing through: ask whoever runs it.
health-network-untrusted = Somebody else's certificate answers for the cloud, so nothing is sent: ask whoever runs the network.
health-network-clock = The clock of this computer is wrong: set it.
health-network-away = The cloud cannot be reached. It is tried again by itself.
health-network-absent = There is none. Uploads go on when there is.
health-network-well = It carries what is sent.

health-no-connection = There is none. Connect a camera cloud to upload to.
health-signed-out = Signed out. Sign in again, and its uploads go on.
health-no-project = Signed in, and no project is chosen yet.
health-offline = It cannot be reached. That passes by itself, or the network says why.
health-paused-there = Paused on its side. What is recorded until it goes on there is not uploaded.
health-idle = It is there, and nothing runs on it.
health-connected = Connected.

health-folder-looking = { $path } is looked through.
health-folder-watched = { $path } is watched.
health-folder-away = { $path } is not there. Put the card in or connect the share.
health-folder-unreadable = { $path } cannot be read: { $said }

health-uploads-none = Nothing is left to send.
health-uploads-left =
    { $files ->
        [one] { $files } file left.
       *[other] { $files } files left.
    }
health-uploads-paused =
    { $files ->
        [one] Paused by hand, with { $files } file left. Resume them.
       *[other] Paused by hand, with { $files } files left. Resume them.
    }
health-uploads-paused-none = Paused by hand, and nothing is left to send.
health-uploads-aside =
    { $files ->
        [one] { $files } file set aside: the list under Needs attention says why.
       *[other] { $files } files set aside: the list under Needs attention says why.
    }
