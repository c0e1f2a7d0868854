# How Labrun becomes its next version.

updates-none = No newer version is known.
updates-checking = Looking for a newer version…
updates-fetching = Fetching Labrun { $version }: { $percent }%.
updates-fetching-short = Fetching Labrun { $version } · { $percent }%
# Read out once; how far it is, is only to be seen.
updates-told-fetching = Fetching Labrun { $version }
updates-ready = Labrun { $version } is ready
# Before the notes of the release, where there are any.
updates-ready-sentence = Labrun { $version } is ready.
updates-ready-by-itself = It is taken when the queue is done and this window is closed, or when you quit.
updates-ready-password = Your system will ask for a password.
updates-installing = Installing Labrun { $version }…
updates-restart = Restart now
updates-check = Check now
updates-by-itself-title = Update by itself
updates-by-itself-words = Labrun looks for new versions every few hours, and takes one when the queue is done and the window is closed, or when you quit. Uploads go on after it.
updates-by-itself-kept = Updates by itself
updates-when-told-kept = Updates when you say so

# Why nobody looks, what a look came to, and why a version was refused. What begins small stands behind a colon
# (updates-refused, updates-not-installed) as $why.
updates-closing = Labrun is closing.
updates-off-elsewhere = This Labrun was not installed from one of its packages, so whoever put it here replaces it.
updates-off-no-key = This Labrun was built without a key to tell real updates by.
updates-off-no-address = This Labrun was built without an address to look for updates at.
updates-off-not-built-in = This Labrun was built without updates.
updates-off-not-https = Updates are taken over https only, and { $feed } is not.
updates-open-line = Labrun { $version } was refused: it would have come over a line that anybody can read and change.
updates-older = Labrun { $version } was offered and refused: it is older than this one, { $ours }.
updates-not-whole = Labrun { $version } did not arrive whole. Nothing was installed; Labrun tries again later.
updates-refused = Labrun { $version } was refused: { $why }
updates-not-kept = Labrun { $version } could not be written down: { $why }.
updates-not-installed = Labrun { $version } could not be installed: { $why }
updates-why-signature = its signature does not fit. It was damaged or changed on the way, or is not from Labrun's makers. Nothing was installed.
updates-why-other-version = it was announced as { $announced } and is { $signed }. Nothing was installed.
updates-why-no-version = its signature does not say which version it is. Nothing was installed.
updates-https-only = Updates are taken over https only.
updates-why-https-only = updates are taken over https only. Nothing was installed.
updates-no-answer = Updates cannot be looked for at the moment: the place they come from does not answer. Labrun tries again later.
updates-no-sense = The place that updates come from has no answer that makes sense. Labrun tries again later.
updates-not-for-this-computer = There is a new version, but not for this kind of computer.
updates-why-password = nobody allowed it with a password. Nothing was installed.
