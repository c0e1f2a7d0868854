# Signing in, choosing what a connection points at, and how it stands.
# A cloud has words of its own for what a connection points at ($word: project, device, camera, room) and for
# what groups those ($word or $account: account, machine). They come as these codes; another one is said as
# it comes. The messages connections-word… are pieces that other messages of this file are made of.

connections-word = { $word }
connections-word-many = { $word }s
connections-word-a =
    { $word ->
        [account] an account
       *[other] a { $word }
    }
connections-word-the = the { $word }
connections-word-no = no { $word }
connections-word-title =
    { $word ->
        [project] Project
        [device] Device
        [camera] Camera
        [room] Room
        [account] Account
        [machine] Machine
       *[other] { $word }
    }
connections-word-title-many =
    { $word ->
        [project] Projects
        [device] Devices
        [camera] Cameras
        [room] Rooms
        [account] Accounts
        [machine] Machines
       *[other] { $word }s
    }
# Where the name of the cloud is not known.
connections-cloud = the cloud
connections-cloud-title = Camera cloud

# How a connection stands

connections-sign-in-again = Sign in again
connections-none-yet = No { connections-word } yet
connections-online = Online
connections-offline = Offline
connections-paused = Paused
connections-idle = Idle
connections-checking = Checking
connections-not-signed-in = Not signed in
connections-files-left = { $files } left
connections-other-address = { $address } · not { $cloud }’s own address
connections-not-encrypted = Not encrypted
connections-not-encrypted-why = Anybody on this network can read what is sent. The connection was allowed that way.
connections-sign-in-first = Sign in again first.
connections-choose-first = Choose { connections-word-a } first.

connections-presence-paused = Paused in { $cloud }. What is recorded meanwhile is never uploaded; everything else goes on.
connections-presence-offline = { $cloud } does not see this computer right now. Uploads go on when the network is back.
connections-presence-unreachable = Offline. The { connections-word } cannot be reached right now.
connections-presence-idle = Idle. It is there, but nothing is running on it.

# The first run

connections-first-title = From the camera to the cutting room
connections-first-words = Pick your camera cloud, sign in there once and choose the project. From then on the day’s media goes up by itself.
connections-first-connect = Connect a camera cloud

# Which cloud, and which way into it

connections-clouds-title = Which camera cloud?
connections-clouds-words = Pick where the media goes, or what you want to see beside it.
connections-uploads = Takes uploads
connections-no-uploads = No uploads

# $ways: those below, as a list with "or".
connections-ways-short = Sign in { $ways }
connections-ways-none = No way in yet
connections-way-code = by code
connections-way-browser = in the browser
connections-way-form = with a key or password
connections-way-address = by address alone

connections-ways-title = Connect to { $cloud }
connections-ways-many = How do you sign in there?
connections-ways-one = One step, then you choose what it points at.
connections-ways-keys-known = Keys are in the vault.
connections-ways-replace = Replace…

# What a way wants to be typed

connections-form-again = Sign in to { $cloud } again
connections-form-go = Continue
connections-form-show = Show
connections-form-hide = Hide
connections-form-show-field = Show { $field }
connections-form-hide-field = Hide { $field }
connections-form-optional = optional
connections-form-known = In the vault
connections-form-replace = Replace { $field }…
connections-form-keep = Keep the one in the vault
connections-form-check = Check these keys
connections-form-checking = Asking the cloud…
connections-form-no-at = An e-mail address has an @ in it.
connections-form-address-example = host or host:port
connections-form-check-address = Check the address, and that this computer is on the same network.
connections-form-needs-all = Fill in what is not marked as optional.

connections-retry = Try again
connections-back = Back
connections-cancel = Cancel

# Signing in

connections-starting-code = Asking { $cloud } for a code
connections-starting-browser = Opening { $cloud } in your browser
connections-starting-form = Signing in to { $cloud }
connections-starting-address = Asking { $cloud } to let this computer in
connections-starting-words = This takes a moment.

connections-code-title = Type this code in { $cloud }
connections-code-words = Choose { connections-word-the } there. This window goes on by itself.
connections-code-label = Code { $code }
# Said by a screen reader when a code comes. $number: the how manieth it is.
connections-code-spoken =
    { $number ->
        [1] Code: { $code }
       *[other] New code: { $code }
    }
connections-code-over = This code is over. A new one is on its way.
connections-code-left = Valid for { $time }. A new code then comes by itself.
connections-code-open = Open page
connections-code-qr = QR code that opens the page with the code filled in
connections-code-scan = Scan with a phone, or open

connections-browser-title = Continue in your browser
connections-browser-words = { $cloud } opened there. Sign in and agree; this window goes on by itself.
connections-browser-left = Waiting for another { $time }.
connections-browser-over = The time is up. Try again to get a new page.
connections-browser-open = Open again
connections-browser-question = Did the browser show an error?
connections-browser-no-page = No page came up: press Open again, or set a default browser on this computer.
connections-browser-wrong-address = It says the address or the redirect is wrong: the client ID and the port in Labrun’s settings must be the registered ones.
connections-browser-any-error = It shows any other error: nobody tells Labrun about it. Try again, here.

connections-confirm-title = Is this you?
connections-confirm-words = This is who came back from { $cloud }. Nothing is kept before you say so.
connections-confirm-yes = Yes, this is me
connections-confirm-no = No

# Choosing what it points at

connections-change = Change { connections-word }
connections-change-more = Change { connections-word }…
connections-choose = Choose { connections-word-a }
connections-elsewhere = Signed in. Choose { connections-word-the } in { $cloud }; it shows here by itself.
connections-change-elsewhere = With this way of signing in, { $cloud } decides: choose another { connections-word } there.

connections-picker-search = Search { connections-word-many }
connections-picker-first =
    Choose { $account ->
        [account] an account
       *[other] a { $account }
    } to see its { connections-word-many }.
connections-picker-total =
    { $total ->
        [one] { $total } { connections-word }
       *[other] { $total } { connections-word-many }
    }
connections-picker-some =
    { $total ->
        [one] { $shown } of { $total } { connections-word }
       *[other] { $shown } of { $total } { connections-word-many }
    }
connections-picker-part =
    { $total ->
        [one] The cloud has more: only the first { $total } { connections-word } were read.
       *[other] The cloud has more: only the first { $total } { connections-word-many } were read.
    }
connections-picker-nothing-fits = No { connections-word } fits “{ $typed }”
connections-picker-look = Look for { $typed } at { $cloud }
connections-picker-found = Found at { $cloud } for { $typed }
connections-picker-found-none = { $cloud } finds nobody with { $typed }
connections-picker-nothing = There is { connections-word-no } to choose from
connections-picker-support = Support of { $cloud }
connections-picker-refresh = Look again
connections-picker-refresh-list = Look again: { connections-word-many }
connections-picker-loading = Reading the { connections-word-many }…
connections-picker-present = Connected
connections-picker-connecting = Connecting…

# Asked once when files wait that were meant for another project.
connections-meant-title =
    { $files ->
        [one] This file was meant for { $project }
       *[other] These { $files } files were meant for { $project }
    }
connections-meant-words =
    { $files ->
        [one] It waits in the queue of this connection. If you go on, it goes to { $to } instead.
       *[other] They wait in the queue of this connection. If you go on, they go to { $to } instead.
    }
connections-meant-send =
    { $files ->
        [one] Send it to { $to }
       *[other] Send them to { $to }
    }
connections-meant-back = Back, keep waiting

# Connected

connections-kind = { $cloud } { connections-word }
connections-none-chosen = No { connections-word } chosen yet
connections-nobody = Who signed in is not told by this way
connections-no-email = E-mail: not told by this way of signing in
connections-stays = Without signing in again.
connections-since = Connected since
connections-device = Shown in { $cloud } as
connections-way = Way of signing in
connections-address = Address
connections-connected-to = Connected to { $name }

# Leaving

connections-disconnect = Disconnect
connections-disconnect-more = Disconnect…
connections-sign-out-more = Sign out…
connections-disconnect-keep = Stay connected
connections-disconnect-title = Disconnect from { $name }?
connections-disconnect-short = Signs this computer out of { $cloud }.
connections-disconnect-short-device = Signs this computer out and removes it from { connections-word-the } in { $cloud }.
connections-disconnect-there = In { $cloud }, this sign-in ends. What is already uploaded stays there.
connections-disconnect-there-only = In { $cloud }, this sign-in ends. Nothing else changes there.
connections-disconnect-there-device = In { $cloud }, “{ $device }” disappears from the { connections-word }’s devices. What is already uploaded stays there.
connections-disconnect-here = Here, the sign-in is erased from the vault. No media is touched.
connections-disconnect-here-files =
    { $files ->
        [one] Here, { $files } upload not finished yet will wait until you sign in again.
       *[other] Here, { $files } uploads not finished yet will wait until you sign in again.
    }
connections-disconnect-later = If { $cloud } cannot be reached, Labrun tells it later, by itself.

# Signed out

connections-signed-out-title = Signed out
connections-signed-out-words = This computer is not signed in to { $cloud } any more.
connections-signed-out-who = It was signed in as { $name }.
connections-signed-out-waiting =
    { $files ->
        [one] { $files } file waits for this connection
       *[other] { $files } files wait for this connection
    }
connections-signed-out-meant = meant for { $name }
connections-signed-out-last = Last: { $name }
connections-signed-out-others = Another way to sign in
connections-signed-out-elsewhere = Another sign-in is under way. Starting this one ends it.
connections-signed-out-not-needed = Not needed any more?
connections-forget = Remove from the list
connections-forget-title = Remove this connection from the list?
connections-forget-action = Remove
connections-forget-uploads =
    { $files ->
        [one] { $files } upload in its list is forgotten with it.
       *[other] { $files } uploads in its list are forgotten with it.
    }
connections-forget-media = The files on your cards and drives are not touched.

# A cloud that has not been told yet that somebody left.
connections-farewells = Still to be told · tries by itself
connections-farewells-words = Tries by itself
