# Watched folders.

folders-title = Watched folders
folders-look = Look now
folders-watch = Watch a folder…
folders-none = None yet. Watch a card, a drive or a share, and what is recorded there goes by itself.
folders-change = Change…
folders-change-label = Change { $folder }
folders-stop = Stop…
folders-stop-label = Stop watching { $folder }

# How one stands
folders-looking = Looking through it
folders-watching = Watching
folders-unsettled =
    { $n ->
        [one] { $n } file still being written
       *[other] { $n } files still being written
    }
folders-away = Away
folders-away-why = The card is out or the share is not there. It is looked for again by itself.
folders-unreadable = Cannot be read

# What is taken from it, in one line
folders-wish-subfolders = With sub-folders
folders-wish-only-this = This folder only
folders-wish-takes = takes { $names }
folders-wish-leaves = leaves { $names }
folders-wish-existing = also what was there before
folders-wish-new = only what is new
folders-wish-growing = sends while recording

folders-automatic = Upload by itself
folders-automatic-on = What watched folders find goes into the queue at once.
folders-automatic-off = What watched folders find is only offered. It goes when you pick it, under Offered in the queue.

# Stop watching?
folders-stop-title = Stop watching { $folder }?
folders-stop-words = What is in the queue already stays there and is sent. What comes later is not noticed.
folders-stop-do = Stop watching
folders-stop-keep = Go on watching
folders-stopped = Not watching { $folder } any more

# A folder to be watched, or watched otherwise
folders-new-title = Watch a folder
folders-change-title = Change what is watched
# $place: the project it goes to.
folders-dialog-words = What is recorded or copied here goes to { $place }, as soon as each file is whole.
folders-another = Another…
folders-subfolders = Sub-folders too
folders-subfolders-words = Everything below it as well, such as the reels on a card.
folders-existing = Also what is there already
folders-existing-words = Otherwise only what comes from now on. What was sent before is never sent twice.
folders-growing = Send while recording
folders-growing-words = A take is sent while the camera still writes it, where cloud and format allow it. It is there seconds after its end.
folders-take = Names to take
folders-take-hint = * stands for any letters, ? for one. None: all media, and all else that is no litter.
folders-take-example = All, or such as *.mxf
folders-leave = Names to leave
folders-leave-hint = Of files and of folders. Stronger than names to take.
folders-leave-example = None, or such as *_test*
folders-cancel = Cancel
folders-do-watch = Watch
folders-do-change = Change
folders-watched = Watching { $folder }
folders-watched-for = For { $place }
folders-changed = Changed
