# Sentences of crates that know no catalogue. The English is theirs to the letter; a test compares them.

# Why a network is no better
engine-network-absent = Dieser Computer hat kein Netz.
engine-network-login = Das Netz verlangt zuerst eine Anmeldung: Öffnen Sie eine beliebige Seite im Browser.
engine-network-proxy = Der Proxyserver dieses Netzes lässt nichts durch.
engine-network-untrusted = Dem Zertifikat, das antwortet, ist nicht zu trauen; deshalb wird nichts gesendet.
engine-network-away = Die Cloud ist nicht erreichbar.
engine-network-breaks = Anfragen brechen immer wieder ab.
engine-network-slowest = Antworten dauern mehrere Sekunden.
engine-network-hardly = Es kommt kaum etwas durch.
engine-network-one-away = Eine der Clouds ist nicht erreichbar.
engine-network-some-break = Einige Anfragen brechen ab.
engine-network-weak = Das WLAN-Signal ist schwach.
engine-network-slow = Antworten dauern lange.
engine-network-less = Es kommen weniger als 50 Mbit/s durch.

# Why so many files and parts at once
engine-lanes-set = So, wie Sie es eingestellt haben.
engine-lanes-beginning = Ein vorsichtiger Anfang: Labrun findet das richtige Maß, sobald gesendet wird.
engine-lanes-climbing = Mehr gleichzeitig bringt mehr, deshalb probiert Labrun, wie weit das geht.
engine-lanes-no-more = Die Leitung ist ausgelastet: Mehr gleichzeitig brachte nicht mehr.
engine-lanes-top = So viel gleichzeitig wie möglich: Jede Stufe brachte mehr.
engine-lanes-broken = Weniger gleichzeitig, weil das Netz Anfragen abbricht.
engine-lanes-slow = Weniger gleichzeitig, weil die Cloud immer langsamer antwortete.
engine-lanes-changed = Die Leitung ist eine andere als zuvor, deshalb sucht Labrun das richtige Maß neu.
engine-lanes-limit = Die eingestellte Grenze ist erreicht: Mehr gleichzeitig brächte nicht mehr.
