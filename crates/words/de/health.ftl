# How Labrun stands, each thing in a sentence. $said: what the system or the database said, a sentence.

health-start = Start
health-keyring = Schlüsselbund
health-vault = Tresor
health-data-folder = Datenordner
health-queue = Warteschlange
health-database = Datenbank der Warteschlange
health-network = Netz
health-connections = Verbindungen
health-folder = Überwachter Ordner
health-uploads = Uploads

health-is-starting = Labrun startet.
health-not-started = Labrun ist noch nicht fertig gestartet.
health-keyring-locked = Er ist gesperrt, und die Anmeldungen liegen darin. Entsperren Sie ihn und versuchen Sie es im Fenster erneut.
health-vault-locked = Er ist gesperrt. Im Fenster entsperrt ihn seine Passphrase.
health-vault-to-choose = Auf diesem Computer gibt es keinen Schlüsselbund, und es ist noch keine Passphrase gewählt.
health-in-use = Ein anderes Labrun hat diese Warteschlange geöffnet ({ $holder }). Beenden Sie es oder suchen Sie es in der Taskleiste: Dieses öffnet sich, wenn das andere beendet ist.
health-data-folder-away = { $path } ist nicht da, und darin liegt die Warteschlange. Schließen Sie das Laufwerk an, dann macht Labrun weiter.
health-data-folder-moving = Er zieht in den Ordner um, der dafür gewählt wurde. Danach öffnet sich die Warteschlange.
health-database-damaged = Ihre Datenbank ist beschädigt: { $said } Das Fenster bietet an, sie beiseitezulegen; sie bleibt erhalten.
health-database-newer = Ihre Datenbank stammt von einem neueren Labrun: { $said } Installieren Sie diese Version wieder.
health-database-well = Sie wird gelesen und geschrieben.
health-database-fails = Sie lässt sich nicht schreiben: { $said } Schaffen Sie Platz auf der Festplatte.

health-network-login = Es verlangt eine Anmeldung: Öffnen Sie seine Seite im Browser.
health-network-proxy = Sein Proxyserver lässt nichts durch: Fragen Sie die Netzbetreuung.
health-network-untrusted = Ein fremdes Zertifikat antwortet anstelle der Cloud, deshalb wird nichts gesendet: Fragen Sie die Netzbetreuung.
health-network-clock = Die Uhr dieses Computers geht falsch: Stellen Sie sie.
health-network-away = Die Cloud ist nicht erreichbar. Labrun versucht es von selbst erneut.
health-network-absent = Es gibt keines. Die Uploads gehen weiter, sobald es eines gibt.
health-network-well = Es trägt, was gesendet wird.

health-no-connection = Es gibt keine. Verbinden Sie eine Kamera-Cloud, zu der hochgeladen wird.
health-signed-out = Abgemeldet. Melden Sie sich neu an, dann gehen die Uploads weiter.
health-no-project = Angemeldet, aber noch ohne gewähltes Projekt.
health-offline = Nicht erreichbar. Das geht von selbst vorbei, oder das Netz sagt, woran es liegt.
health-paused-there = Dort pausiert. Was aufgenommen wird, bis es dort weitergeht, wird nicht hochgeladen.
health-idle = Alles ist da, aber es läuft nichts.
health-connected = Verbunden.

health-folder-looking = { $path } wird durchgesehen.
health-folder-watched = { $path } wird überwacht.
health-folder-away = { $path } ist nicht da. Legen Sie die Karte ein oder verbinden Sie die Freigabe.
health-folder-unreadable = { $path } lässt sich nicht lesen: { $said }

health-uploads-none = Es ist nichts mehr zu senden.
health-uploads-left =
    { $files ->
        [one] Noch { $files } Datei.
       *[other] Noch { $files } Dateien.
    }
health-uploads-paused =
    { $files ->
        [one] Von Hand pausiert, noch { $files } Datei. Setzen Sie die Uploads fort.
       *[other] Von Hand pausiert, noch { $files } Dateien. Setzen Sie die Uploads fort.
    }
health-uploads-paused-none = Von Hand pausiert, und es ist nichts mehr zu senden.
health-uploads-aside =
    { $files ->
        [one] { $files } Datei zurückgestellt: Die Liste „Aufmerksamkeit“ sagt, warum.
       *[other] { $files } Dateien zurückgestellt: Die Liste „Aufmerksamkeit“ sagt, warum.
    }
