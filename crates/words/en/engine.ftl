# Sentences of crates that know no catalogue. The English is theirs to the letter; a test compares them.

# Why a network is no better
engine-network-absent = This computer has no network.
engine-network-login = The network wants a login first: open any page in a browser.
engine-network-proxy = The proxy of this network does not let us through.
engine-network-untrusted = The certificate that answers is not trusted, so nothing is sent.
engine-network-away = The cloud cannot be reached.
engine-network-breaks = Requests keep breaking off.
engine-network-slowest = Answers take several seconds.
engine-network-hardly = Hardly anything gets through.
engine-network-one-away = One of the clouds cannot be reached.
engine-network-some-break = Some requests break off.
engine-network-weak = The Wi-Fi signal is weak.
engine-network-slow = Answers take long.
engine-network-less = Less than 50 Mbit/s get through.

# Why so many files and parts at once
engine-lanes-set = As you have set it.
engine-lanes-beginning = A careful beginning: it finds its own level once bytes flow.
engine-lanes-climbing = More at once carries more, so it tries how far that goes.
engine-lanes-no-more = This fills the link: more at once has carried no more.
engine-lanes-top = As many at once as there are lanes: each step up has carried more.
engine-lanes-broken = Fewer at once, because the network breaks requests.
engine-lanes-slow = Fewer at once, because the cloud answered ever more slowly.
engine-lanes-changed = The link is not what it was, so it finds its level anew.
engine-lanes-limit = The limit is reached: more at once would carry no more.

# What a person should know and nobody asked for
engine-notice-held =
    { $files ->
        [one] This connection points at { $now } now. 1 file meant for { $meant } is paused: resume them to send them to { $now }.
       *[other] This connection points at { $now } now. { $files } files meant for { $meant } are paused: resume them to send them to { $now }.
    }
engine-notice-too-large = { $path } is larger than this cloud takes.
engine-withdrawn-frameio = Frame.io no longer lists this computer in that project.
engine-withdrawn-vinli = Its owner no longer shares this device with the app.
engine-withdrawn-eagle-eye = That camera is no longer there, or no longer shown to you.
engine-withdrawn-multicam = That room or media list is no longer on the machine.

# What became of a sign-in that a person has ended. $how: one of the others below it.
engine-left = This computer is disconnected. { $how }
engine-left-alone = This computer is disconnected.
engine-left-by-hand = { $why } Remove it there by hand.
engine-left-later = The other side could not be told yet. { $why } Labrun tells it as soon as it can.
engine-left-silent = It does not answer.
engine-left-hand = The other side was not told before its session was gone. Remove it there by hand.
engine-left-forgotten = The other side had forgotten it already.
engine-left-unreadable = What it was signed in with could not be read, so the other side was not told. Remove it there by hand.
engine-left-signed-out = It was signed out already.
engine-left-frameio = This computer is no longer listed in the project there.
engine-left-frameio-application = This computer is no longer connected to the project there. Frame.io has no call that ends the sign-in itself: what it gave us is forgotten here, and runs out by itself.
engine-left-vinli = Vinli has no call to end a sign-in. To end it there too, remove this app's access in MyVinli.
engine-left-eagle-eye = The session has ended there as well.
engine-left-eagle-eye-not-let = CameraManager did not let us end the session there. It is forgotten here; changing the password there ends it for good.
engine-left-multicam-token = The sign-in stays good on the machine for up to 14 days. To end it there, disable the API user in Multicam.
engine-left-multicam-trusted = The machine still trusts this computer. To end that, take its IP address off the list in Multicam: Settings > Systems > API > Machine Address.
engine-left-multicam-key = The API key stays good until it is removed in Multicam: Settings > Systems > API.
