# What the desktop is told, and what the window says once by itself.

notifications-finished-title =
    { $files ->
        [one] { $files } file is uploaded
       *[other] { $files } files are uploaded
    }
notifications-finished = The queue is done.
notifications-finished-but =
    { $files ->
        [one] The queue is done, but { $files } file needs attention.
       *[other] The queue is done, but { $files } files need attention.
    }
notifications-attention-title =
    { $files ->
        [one] { $files } file needs attention
       *[other] { $files } files need attention
    }
notifications-attention = Labrun says what is wrong and what to do.
# $place: the name of a project, or of a cloud.
notifications-signed-out-title = { $place } is signed out
notifications-signed-out = { $cloud } wants you to sign in again.
notifications-signed-out-left =
    { $files ->
        [one] { $cloud } wants you to sign in again. { $files } file still to go.
       *[other] { $cloud } wants you to sign in again. { $files } files still to go.
    }
notifications-closed-title = Labrun keeps uploading
notifications-closed = It is in the tray. Start it again, or choose Open there, to see the window.

notifications-no-browser = The browser could not be opened. Set a default browser, then press Open again.
notifications-old-queue-kept = The old queue is kept as { $path }.
