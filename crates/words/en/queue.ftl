# The queue: what is on its way, how it stands, and what can be done with it.

# The one sentence at the top

queue-nothing = Nothing in the queue
queue-everything-up = Everything is up
queue-sent =
    { $n ->
        [one] { $n } file sent
       *[other] { $n } files sent
    }
queue-need-attention =
    { $n ->
        [one] { $n } needs attention
       *[other] { $n } need attention
    }
queue-finishing = finishing
queue-bytes-left = { $bytes } left
queue-about = about { $time } at { $rate }
queue-progress = Overall progress
queue-moving =
    { $n ->
        [one] { $n } file moving
       *[other] { $n } files moving
    }
queue-starting = Starting
queue-nothing-left = Nothing left to send
queue-wait-for-pick =
    { $n ->
        [one] { $n } waits to be picked
       *[other] { $n } wait to be picked
    }
# Read aloud when it comes to that.
queue-told-attention = Needs attention
queue-told-uploading = Uploading

# Why nothing moves

queue-next-try = next try in { $time }
queue-trying-now = trying now
queue-standstill-network = Waiting for the network
queue-standstill-captive_portal = This network asks you to sign in
queue-standstill-captive_portal-then = open its page in your browser
queue-standstill-proxy_refused = The proxy lets nothing through
queue-standstill-proxy_refused-then = ask whoever runs the network
queue-standstill-untrusted = The certificate that answers is not trusted
queue-standstill-untrusted-then = nothing is sent; ask whoever runs it
queue-standstill-clock_wrong = The clock of this computer is wrong
queue-standstill-clock_wrong-then = set it, and the uploads go on
queue-standstill-metered = Holding back
queue-standstill-metered-why = bytes cost money on this network
queue-standstill-busy = The cloud is busy
queue-standstill-signed-out = Signed out
queue-standstill-signed-out-why = sign in again and the uploads go on
queue-standstill-storage = Standing still
queue-paused = Paused
queue-paused-until = goes on at { $time }
queue-paused-until-resumed = until you resume
queue-sign-in-again = Sign in again
queue-settings = Settings

# What brings files in, and what stops and starts them

queue-add-files = Add files…
queue-watch-folder = Watch a folder…
queue-to = To { $place }
queue-for = For { $place }
queue-take-no-files = These take no files
queue-pause = Pause
queue-pause-15 = For 15 minutes
queue-pause-60 = For 1 hour
queue-pause-until = Until I resume
queue-pause-15-menu = Pause for 15 minutes
queue-pause-60-menu = Pause for 1 hour
queue-pause-until-menu = Pause until I resume

# Nothing in it yet

queue-drop-here = Drop files or folders here
queue-drop-to = They go to { $place }.
queue-drop-to-any = They go to the connection you drop them on.
queue-or-watch = Or watch a folder: what is recorded there goes by itself.
queue-nowhere = Nowhere to upload to yet
queue-sign-in-first = Sign in to a camera cloud that takes uploads first.

# The lists

queue-show = Show
queue-filter-active = Active
queue-filter-active-short = Active
queue-filter-active-empty = Nothing is moving right now
queue-filter-waiting = Waiting
queue-filter-waiting-short = Waiting
queue-filter-waiting-empty = Nothing is waiting
queue-filter-offered = Offered
queue-filter-offered-short = Offered
queue-filter-offered-empty = Nothing waits to be picked
queue-filter-attention = Needs attention
queue-filter-attention-short = Attention
queue-filter-attention-empty = Nothing needs you
queue-filter-done = Done
queue-filter-done-short = Done
queue-filter-done-empty = Nothing is finished yet
queue-filter-all = All
queue-filter-all-short = All
queue-filter-all-empty = Nothing here yet
queue-search = Search
queue-search-label = Search by name or folder
queue-found-nothing = No name or folder with “{ $words }”
queue-search-all = Search in all ({ $n })
queue-search-clear = Clear the search
queue-unreadable = The list cannot be read right now
# $why: a sentence of its own.
queue-unreadable-words = { $why } It is tried again by itself.
queue-done-stay = Finished uploads stay in this list until you clear them.
queue-done-clear = Clear finished
queue-offered-why = Found in watched folders while automatic uploads are off.
queue-offered-upload =
    { $n ->
        [one] Upload it
       *[other] Upload all { $n }
    }
queue-uploads = Uploads
queue-row-coming = On its way

# How one stands

queue-state-queued = Queued
queue-state-uploading = Uploading
queue-state-again-in = Again in { $time }
queue-state-again = Trying again
queue-state-network = No network
queue-state-authorization = Waits for sign-in
queue-state-paused = Paused
queue-state-paused-until = Paused until { $time }
# In a row, beside the mark of a pause.
queue-state-paused-until-short = until { $time }
queue-state-offered = Not picked yet
queue-state-failed = Failed
queue-state-skipped = Skipped
queue-state-done = Done
queue-state-cancelled = Cancelled

# What failed, in three words at most
queue-failed-file_missing = File is gone
queue-failed-file_changed = File changed
queue-failed-file_unreadable = Cannot be read
queue-failed-asset_gone = Deleted in project
queue-failed-plan_limit = Account is full
queue-failed-target_expired = Took too long
queue-failed-rejected = Not accepted
queue-failed-storage_full = Disk is full
queue-failed-captive_portal = Network sign-in
queue-failed-proxy_refused = Proxy refused
queue-failed-clock_wrong = Wrong clock

# What a state means and what to do about it
queue-means-queued = It goes when its turn comes. Move it to the top to send it at once.
queue-means-growing = It is still being recorded and is sent while it grows. The rest follows within seconds of its end.
queue-means-paused = It waits until you resume it. What the cloud has accepted is kept.
queue-means-paused-until = It goes on by itself at { $time }, or when you resume it. What the cloud has accepted is kept.
queue-means-offered = It was found in a watched folder while automatic uploads are off. Upload it, or leave it out.
queue-means-cancelled = It is not sent. Retry puts it back into the queue.
queue-means-done = Every part was accepted by the cloud.

queue-resumed = resumed at part { $part }
queue-resumed-of = resumed at part { $part } of { $parts }
queue-recording = recording · { $bytes } so far
queue-sent-so-far = { $bytes } sent so far

# What can be done

queue-do-upload = Upload
queue-do-upload-these = Upload these
queue-do-resume = Resume
queue-do-top = Move to top
queue-do-top-short = To top
queue-do-retry = Retry
queue-do-try-now = Try now
queue-do-show = Show in folder
queue-do-details = Details
queue-do-cancel = Cancel upload
queue-do-cancel-short = Cancel
queue-do-leave-out = Leave out
queue-do-remove = Remove from the list
queue-do-remove-short = Remove
queue-pause-this = Pause this upload
queue-pause-selected = Pause the selected uploads
queue-selected = Selected uploads
queue-selecting = Selecting…
queue-selected-all =
    { $n ->
        [one] All { $n } files
       *[other] All { $n } files
    }
queue-clear-selection = Clear selection

# What was done. $what: the name of a file, or how many uploads.
queue-done-top = Moved to the top: { $what }
queue-done-pause = Paused { $what }
queue-done-pause-until = Paused { $what } until { $time }
queue-done-resume = Going on with { $what }
queue-done-retry = Trying again: { $what }
queue-done-cancel = Cancelled { $what }
queue-done-remove = Taken off the list: { $what }
queue-unchanged = Nothing was changed
queue-too-late =
    { $n ->
        [one] { $n } upload left as it is: too late for that.
       *[other] { $n } uploads left as they are: too late for that.
    }
queue-undo = Undo

# What came of adding
queue-added =
    { $n ->
        [one] { $n } file added
       *[other] { $n } files added
    }
queue-added-known =
    { $n ->
        [one] { $n } file already in the queue
       *[other] { $n } files already in the queue
    }
queue-added-sent =
    { $n ->
        [one] { $n } file already uploaded
       *[other] { $n } files already uploaded
    }
queue-added-empty =
    { $n ->
        [one] { $n } folder without media
       *[other] { $n } folders without media
    }
queue-not-added = { $name } was not added
queue-not-added-many =
    { $n ->
        [one] { $n } file not added
       *[other] { $n } files not added
    }
queue-not-added-why = { $name }: { $why }
queue-not-added-in-folder =
    { $n ->
        [one] { $n } file in the folder was not added
       *[other] { $n } files in the folder were not added
    }
queue-not-added-in-folder-why = Empty, still being written, or not readable. Watch the folder to have them when they are whole.

# Asked first
queue-ask-remove = Take { $what } off the list?
queue-ask-remove-words = Some of them did not arrive and are then forgotten here.
queue-ask-remove-do = Take off the list
queue-ask-remove-keep = Keep them
queue-ask-cancel = Cancel { $what }?
queue-ask-cancel-sent = { $bytes } already sent would have to be sent again later.
queue-ask-cancel-words = What is already sent of them would have to be sent again later.
queue-ask-cancel-do =
    { $n ->
        [one] Cancel upload
       *[other] Cancel uploads
    }
queue-ask-cancel-keep = Keep uploading
queue-ask-untouched = The files on your cards and drives are not touched.

# Everything about one

queue-details-of = Details of { $name }
queue-details-close = Close details
queue-details-progress = Progress of this upload
queue-details-sent = { $sent } of { $size }
queue-details-sent-growing = { $sent } of { $size } so far
queue-details-size-growing = { $size } so far
queue-details-left = { $time } left
queue-details-parts = Parts
queue-details-history = What happened
queue-details-particulars = Particulars
queue-details-path = Path
queue-details-fingerprint = Fingerprint
queue-details-asset = Asset
queue-details-no-asset = None in the cloud yet
queue-tried =
    { $n ->
        [one] Tried { $n } time.
       *[other] Tried { $n } times.
    }
queue-together = The same recording
queue-together-original = Original
queue-part = Part { $part }
queue-parts-range = Parts { $from } to { $to }
queue-parts-accepted = { $sent } of { $parts } parts accepted
queue-receipt = Save receipt…
queue-receipt-words = What was sent and what the cloud answered, as a file to hand on.
queue-receipt-saved = Receipt saved

queue-sums = Checksums
queue-sums-file = Whole file, xxh3-128
queue-sums-later = Worked out when the receipt is made
queue-sums-parts =
    { $n ->
        [one] { $n } part, each with its own
       *[other] { $n } parts, each with its own
    }
queue-sums-of-parts = Checksums of the parts
queue-sums-part = Part
queue-sums-size = Size
queue-sums-hash = xxh3-128
queue-sums-tag = ETag
queue-sums-not-sent = not sent yet
queue-sums-no-tag = no ETag
