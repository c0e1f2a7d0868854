# The frame of the window, and what every screen shares.

# This language, in itself.
app-language-name = English
app-not-the-program = This is the window of Labrun. Start Labrun itself to use it.

# The rail

app-connections = Connections
app-all-uploads = All uploads
app-files-left = { $files } left
app-signing-in = Signing in…
app-add-connection = Add connection
app-settings = Settings
app-version = Version of Labrun
# A screen reader says it when a connection or a folder stands otherwise than before.
app-stands = { $name }: { $word }

# Above a queue or a connection

app-view = View
app-view-queue = Queue
app-view-connection = Connection

# Said once

app-notices = Notices
app-dismiss = Dismiss
app-connected = Connected to { $project }
app-keep = Keep it
app-take-away = Take { $value } away

# Files held over the window, or handed over from outside

app-drop-closed = Files cannot go to { $place }
app-drop-nowhere = Nowhere to upload to yet
app-sign-in-first = Sign in to a camera cloud that takes uploads first.
app-drop-go = Let go to upload to
app-drop-which = Drop on a connection
app-drop-on-one = Drop the files on one of the connections
app-no-project = There is no project to upload to yet
app-sign-in-and-open = Sign in to a camera cloud that takes uploads, then open the files again.
# Where the name of the connection is not known.
app-this-connection = this connection
app-handed-title = Where to?
# $what: the name of a file, or how many files.
app-handed-words = { $what } from outside Labrun. Choose where to upload to.
app-handed-not = Do not upload

# What can stand between starting Labrun and using it

app-unlock-title = Unlock the vault
app-unlock-words = Your sign-ins are in an encrypted vault file on this computer. Uploads go on once it is open.
app-unlock-passphrase = Passphrase
app-unlock = Unlock
app-keyring-title = The keyring is locked
app-keyring-words = Your sign-ins are in the keyring of this computer. Unlock it, then try again.
app-keyring-again = Try again
app-vault-title = Where should sign-ins be kept?
app-vault-words = Labrun keeps them in the keyring of this computer, but it cannot be used here. An encrypted vault file is the other way: Labrun asks for its passphrase at each start, and nobody can open it without.
app-vault-passphrase = Choose a passphrase
app-vault-repeat = The same again
app-vault-short = At least { $least } characters.
app-vault-different = The two are not the same yet.
app-vault-create = Create encrypted vault file
app-vault-keyring = Try the keyring again
app-running-title = Labrun is already running
app-running-words = Another Labrun uses the same profile. Two at once could send a file twice, so this one waits, and opens by itself when the other has ended.
app-damaged-title = The queue on disk is damaged
app-damaged-words = Labrun changes nothing in it. You can set it aside and begin with an empty queue; the file is kept beside the new one. Your media is not touched.
app-newer-title = This queue belongs to a newer Labrun
app-newer-words = Install the newer version to go on where you were. Or set the queue aside and begin with an empty one; the file is kept beside it.
app-aside = Set aside and begin anew…
app-aside-title = Set the queue aside?
app-aside-words = Labrun forgets which uploads were under way; unfinished ones have to be added again and start from zero.
app-aside-do = Set aside
app-aside-keep = Leave it
app-failed-title = Labrun could not start
app-failed-words = What the cloud has accepted is safe and written down. Quit, and start Labrun again.
app-quit = Quit
app-diagnostics = Diagnostics…

# Kinds of media: the mark in a row, one of them, and many

app-kind-ocf-mark = OCF
app-kind-ocf = Original camera file
app-kind-ocf-many = Original camera files
app-kind-proxy-mark = PROXY
app-kind-proxy = Proxy
app-kind-proxy-many = Proxies
app-kind-audio-mark = AUDIO
app-kind-audio = Audio
app-kind-audio-many = Audio
app-kind-lut-mark = LUT
app-kind-lut = LUT
app-kind-lut-many = LUTs
app-kind-cdl-mark = CDL
app-kind-cdl = CDL
app-kind-cdl-many = CDLs
app-kind-still-mark = STILL
app-kind-still = Still
app-kind-still-many = Stills
app-kind-other-mark = FILE
app-kind-other = Other file
app-kind-other-many = Other files
