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

# What a person should know and nobody asked for
engine-notice-held =
    { $files ->
        [one] Diese Verbindung zeigt jetzt auf { $now }. 1 Datei für { $meant } ist angehalten: Setzen Sie sie fort, um sie an { $now } zu senden.
       *[other] Diese Verbindung zeigt jetzt auf { $now }. { $files } Dateien für { $meant } sind angehalten: Setzen Sie sie fort, um sie an { $now } zu senden.
    }
engine-notice-too-large = { $path } ist größer, als diese Cloud annimmt.
engine-withdrawn-frameio = Frame.io führt diesen Computer in diesem Projekt nicht mehr.
engine-withdrawn-vinli = Das Gerät wird nicht mehr mit der App geteilt.
engine-withdrawn-eagle-eye = Diese Kamera gibt es nicht mehr, oder sie wird Ihnen nicht mehr gezeigt.
engine-withdrawn-multicam = Diesen Raum oder diese Medienliste gibt es auf der Maschine nicht mehr.

# What became of a sign-in that a person has ended. $how: one of the others below it.
engine-left = Dieser Computer ist getrennt. { $how }
engine-left-alone = Dieser Computer ist getrennt.
engine-left-by-hand = { $why } Entfernen Sie ihn dort von Hand.
engine-left-later = Die Gegenseite ließ sich noch nicht benachrichtigen. { $why } Labrun holt es nach, sobald es geht.
engine-left-silent = Sie antwortet nicht.
engine-left-hand = Die Gegenseite wurde nicht benachrichtigt, bevor die Sitzung weg war. Entfernen Sie ihn dort von Hand.
engine-left-forgotten = Die Gegenseite kannte ihn schon nicht mehr.
engine-left-unreadable = Die Anmeldung war nicht lesbar, deshalb wurde die Gegenseite nicht benachrichtigt. Entfernen Sie ihn dort von Hand.
engine-left-signed-out = Er war schon abgemeldet.
engine-left-frameio = Er steht dort nicht mehr im Projekt.
engine-left-frameio-application = Er ist dort nicht mehr mit dem Projekt verbunden. Die Anmeldung selbst lässt sich bei Frame.io nicht beenden: Die Schlüssel dazu sind hier gelöscht und laufen von selbst ab.
engine-left-vinli = Bei Vinli lässt sich eine Anmeldung von hier aus nicht beenden. Entziehen Sie dieser App in MyVinli den Zugriff, um sie auch dort zu beenden.
engine-left-eagle-eye = Die Sitzung ist auch dort beendet.
engine-left-eagle-eye-not-let = CameraManager ließ die Sitzung dort nicht beenden. Hier ist sie gelöscht; wenn Sie dort das Passwort ändern, ist sie endgültig beendet.
engine-left-multicam-token = Die Anmeldung gilt auf der Maschine noch bis zu 14 Tage. Um sie dort zu beenden, sperren Sie den API-Benutzer in Multicam.
engine-left-multicam-trusted = Die Maschine vertraut diesem Computer weiterhin. Um das zu beenden, nehmen Sie seine IP-Adresse in Multicam aus der Liste: Settings > Systems > API > Machine Address.
engine-left-multicam-key = Der API-Schlüssel gilt, bis er in Multicam entfernt wird: Settings > Systems > API.
