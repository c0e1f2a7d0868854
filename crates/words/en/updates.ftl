# How Labrun becomes its next version.

updates-none = No newer version is known.
updates-checking = Looking for a newer version…
updates-fetching = Fetching Labrun { $version }: { $percent }%.
updates-fetching-short = Fetching Labrun { $version } · { $percent }%
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
