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
