# The tray and its menu, and the question at quitting.

tray-starting = Starting
tray-sign-in-again = Sign in again
tray-not-connected = Not connected
# The name of one project, and how many others.
tray-project-and-more = { $project } and { $more } more

tray-everything-uploaded = Everything is uploaded
tray-attention =
    { $files ->
        [one] { $files } file needs attention
       *[other] { $files } files need attention
    }
# $bytes: with its unit.
tray-left =
    { $files ->
        [one] { $files } file · { $bytes } left
       *[other] { $files } files · { $bytes } left
    }
tray-speed = { $mbit } Mbit/s

# Why nothing moves; behind what is left
tray-login = the network wants you to log in
tray-proxy = a proxy refuses us
tray-untrusted = a certificate is not trusted
tray-network = waiting for the network
tray-metered = waiting for a network that is free
tray-signed-out = sign in again
tray-paused = paused
tray-busy = the cloud is busy
tray-storage = this computer's disk fails

tray-pause = Pause
tray-resume = Resume
tray-pause-hour = Pause for 1 hour
tray-open = Open Labrun
tray-quit = Quit

tray-updates-off = Updates are off
tray-update-check = Check for updates
tray-update-checking = Checking for updates
tray-update-fetching = Fetching Labrun { $version }
tray-update-ready = Update to { $version } now
tray-update-installing = Installing Labrun { $version }
tray-update-refused = An update was refused · check again

tray-quit-title = Quit Labrun?
tray-quit-words =
    { $files ->
        [one] { $files } file is still on the way. It goes on where it is when Labrun is opened again.
       *[other] { $files } files are still on the way. They go on where they are when Labrun is opened again.
    }
tray-quit-yes = Quit
tray-quit-no = Keep uploading
