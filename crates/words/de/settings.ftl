# What a person can set. Each setting has its name, and a sentence that says what it does.

settings-title = Einstellungen
settings-back = Zurück
settings-undo = Rückgängig
# Said for a moment after a change: which setting, and what it is now.
settings-kept = { $setting }: { $value }
settings-undone = Rückgängig gemacht: { $change }
settings-on = ein
settings-off = aus

# At once

settings-files-title = Dateien gleichzeitig
settings-files-words = Wie viele Dateien gleichzeitig unterwegs sind. „Automatisch“ findet heraus, was die Leitung am besten trägt.
settings-parts-title = Teile gleichzeitig
settings-parts-words = Wie viele Teile jeder Datei nebeneinander gesendet werden. Mehr lasten eine schnelle Leitung aus, weniger schonen eine schwache.
settings-automatic = Automatisch
settings-automatic-kept = automatisch
settings-fewer = Weniger
settings-more = Mehr
# $said: why, a sentence of its own.
settings-lanes = Im Moment { $files ->
        [one] { $files } Datei
       *[other] { $files } Dateien
    } mit je { $parts ->
        [one] { $parts } Teil
       *[other] { $parts } Teilen
    }. { $said }

# Bandwidth

settings-limit-title = Bandbreite begrenzen
settings-limit-words = Schneller wird nicht gesendet, alles zusammengenommen. Gilt immer dann, wenn keine Regel des Wochenplans gilt.
settings-limit-none = Ohne Grenze
settings-limit-none-kept = ohne Grenze
settings-limit-mbit = { $mbit } Mbit/s
settings-limit-label = Bandbreite begrenzen auf Mbit/s
settings-limit-other = Andere
settings-limit-unit = Mbit/s
settings-limit-wrong = Eine Zahl von 1 bis 100.000.
settings-leave-title = Für andere frei lassen
settings-leave-words = So viel von dem, was die Leitung gemessen trägt, bleibt für alle anderen frei.
settings-leave-kept = Für andere frei
settings-leave-none = Nichts
settings-leave-none-kept = nichts
settings-percent = { $percent } %

# The weekly schedule

settings-schedule-title = Wochenplan
settings-schedule-words = Andere Grenzen zu anderen Zeiten, nach der Uhr dieses Computers. Gelten zwei Regeln, entscheidet die obere.
settings-rule = { $days }, { $time }: { $limit }
settings-rule-every-day = Jeden Tag
settings-rule-no-day = An keinem Tag
settings-rule-all-day = ganztägig
settings-rule-time = { $from }–{ $to }
settings-rule-time-overnight = { $from } bis { $to } am nächsten Tag
settings-rule-now = jetzt
settings-rule-behind = Überschneidet sich mit Regel { $number }; wo beide gelten, entscheidet diese.
settings-rule-up = Regel { $number } nach oben
settings-rule-down = Regel { $number } nach unten
settings-rule-change = Regel { $number } ändern
settings-rule-remove = Regel { $number } entfernen
settings-up = Nach oben
settings-down = Nach unten
settings-change = Ändern
settings-remove = Entfernen
settings-rule-add = Regel hinzufügen
settings-rule-added = Regel hinzugefügt: { $rule }
settings-rule-removed = Regel entfernt: { $rule }
settings-rule-moved = Jetzt Regel { $number } von { $total }
settings-rule-moved-kept = Jetzt Regel { $number } von { $total }: { $rule }
settings-limit-now = Im Moment: { $limit }, da keine Regel gilt.
settings-limit-now-rule = Im Moment: { $limit }, nach Regel { $number }.
settings-rule-days = Tage der Regel { $number }
settings-rule-from = von
settings-rule-to = bis
settings-rule-limit = höchstens
settings-rule-from-label = Beginn der Regel { $number }
settings-rule-to-label = Ende der Regel { $number }
settings-rule-limit-label = Grenze der Regel { $number } in Mbit/s
settings-rule-limit-none = ohne
settings-rule-limit-wrong = Eine Zahl von 1 bis 100.000 oder nichts, wenn es keine Grenze geben soll.
settings-rule-time-wrong = Eine Uhrzeit wie 08:30.

# What goes first

settings-order-title = Was zuerst geht
settings-order-words = Die Dateien gehen in dieser Reihenfolge ihrer Arten; innerhalb einer Art so, wie sie gekommen sind. Was Sie ganz nach oben stellen, geht vor allen anderen.
settings-order-grip = { $kinds }, { $place } von { $total }. Mit den Pfeiltasten verschieben
settings-order-up = { $kinds } nach oben
settings-order-down = { $kinds } nach unten
settings-order-first = { $kinds } zuerst
settings-order-last = { $kinds } zuletzt
settings-order-between = { $kinds } an Stelle { $place }

# While bytes cost money

settings-metered-title = In getakteten Netzen
settings-metered-everything = Alles
settings-metered-everything-words = Alles wird gesendet, wie in jedem anderen Netz.
settings-metered-everything-kept = In getakteten Netzen: alles
settings-metered-proxies = Nur Proxys
settings-metered-proxies-words = Proxys werden gesendet; alles andere wartet auf ein Netz, das nichts kostet.
settings-metered-proxies-kept = In getakteten Netzen: nur Proxys
settings-metered-nothing = Nichts
settings-metered-nothing-words = Nichts wird gesendet, bis es ein Netz gibt, das nichts kostet.
settings-metered-nothing-kept = In getakteten Netzen: nichts
settings-treat-title = Dieses Netz als getaktet behandeln
settings-treat-words = Datenvolumen kostet hier Geld, was immer dieser Computer meint.
settings-treat-words-too = Datenvolumen kostet hier Geld, was immer dieser Computer meint. Im Augenblick sagt das System es auch.
settings-treat-kept = Dieses Netz gilt als getaktet
settings-treat-not-kept = Das System sagt, was getaktet ist

# On this computer

settings-desktop-title = Auf diesem Computer
settings-desktop-words = Das Fenster zu schließen hält nie einen Upload an; hier steht, was sonst gelten soll.
settings-login-title = Bei der Anmeldung starten
settings-login-words = Labrun startet in der Taskleiste, sobald Sie sich an diesem Computer anmelden.
settings-awake-title = Diesen Computer wach halten
settings-awake-words = Er schläft nicht von selbst ein, solange Dateien unterwegs sind. Der Bildschirm darf trotzdem dunkel werden.
settings-notifications-title = Mitteilungen
settings-notifications-words = Eine für alles, was zusammen kam, und keine, solange Sie das Fenster ansehen.
settings-notify-finished-title = Die Warteschlange ist abgearbeitet
settings-notify-finished-words = Wie viele Dateien hochgeladen wurden, höchstens alle zehn Minuten.
settings-notify-attention-title = Dateien brauchen Aufmerksamkeit
settings-notify-attention-words = Labrun kommt mit ihnen von selbst nicht weiter.
settings-notify-signed-out-title = Abgemeldet
settings-notify-signed-out-words = Eine Cloud möchte, dass Sie sich neu anmelden.

# Signing in

settings-port-title = Port für die Anmeldung
settings-port-words = Über diesen Port bringt Ihr Browser die Antwort einer Anmeldung zurück, nur auf diesem Computer und nur während der Anmeldung. Ändern Sie ihn, wenn ein anderes Programm ihn braucht; dann muss auch die Cloud den neuen kennen.
settings-port-label = Port
settings-port-wrong = Eine Zahl von 1.024 bis 65.535.
settings-vault-title = Wo Anmeldungen liegen
settings-vault-keyring = Im Schlüsselbund dieses Computers.
settings-vault-file = In einer verschlüsselten Tresordatei, die Ihre Passphrase öffnet.
settings-vault-none = Noch nirgends.

# The rest

settings-keyboard-title = Tastatur
settings-keyboard-words = Labrun lässt sich ganz mit der Tastatur bedienen. Alle Tastenkürzel stehen auf einer Seite, die sich überall mit ? öffnet.
settings-keyboard-open = Tastenkürzel …
settings-elsewhere-title = Auf einem anderen Computer
settings-elsewhere-words = Schreibt diese Einstellungen in eine Datei oder übernimmt sie aus einer. Anmeldungen und überwachte Ordner sind nicht dabei.
settings-import = Importieren …
settings-export = Exportieren …
settings-imported = Einstellungen importiert
settings-exported = Einstellungen exportiert
settings-diagnostics-title = Stimmt etwas nicht?
settings-diagnostics-words = Was Labrun über sich sagen kann: in Worten und als Datei ohne Geheimnisse, für alle, die Ihnen helfen.
settings-diagnostics-open = Diagnose …

# The way out: proxy, certificate authorities, and where the data is

settings-proxy-title = Proxyserver
settings-proxy-words = Über welchen Server alles geht, auch Updates. Eine Änderung gilt sofort, laufende Uploads gehen weiter. Name und Passwort liegen bei Ihren Anmeldungen und stehen in keinem Export.
settings-proxy-system = Wie dieser Computer
settings-proxy-system-kept = wie dieser Computer
settings-proxy-none = Keiner
settings-proxy-none-kept = keiner
settings-proxy-at = Diese Adresse
settings-proxy-address = Adresse (http, https oder socks5)
settings-proxy-direct = Direkt erreichbar, ohne den Proxyserver
settings-proxy-name = Name, falls er einen verlangt
settings-proxy-password = Passwort
settings-proxy-plain = Der Weg zu diesem Proxyserver ist nicht verschlüsselt: Wer dort mitliest, erfährt Name und Passwort.
settings-proxy-use = Diesen Proxyserver nutzen
settings-proxy-has-login = Name und Passwort sind für ihn hinterlegt.
settings-proxy-forget = Beide löschen
settings-proxy-wrong-address = Das ist keine Adresse eines Proxyservers. Nötig ist ein Hostname, meist mit Port: proxy.example.com:3128
settings-proxy-wrong-scheme = { $scheme } kennt Labrun nicht. Ein Proxyserver wird über http, https oder socks5 erreicht.
settings-proxy-wrong-login = Name und Passwort gehören nicht in die Adresse, sondern in die Felder darunter.
settings-proxy-wrong-script = Das sieht nach der Adresse eines Skripts aus, das den Proxyserver nennt. Wählen Sie dafür „Wie dieser Computer“, oder fragen Sie nach der Adresse des Servers selbst.
settings-proxy-wrong-direct = „{ $host }“ ist kein Hostname. Möglich sind Namen, Adressen und Netze wie nas.local oder 10.0.0.0/8, ohne https:// und ohne Port.

settings-authorities-title = Zertifikate Ihrer Firma
settings-authorities-words = Liest Ihre Firma verschlüsselte Verbindungen mit oder betreibt sie eine eigene Cloud, so hat sie dafür eine Zertifizierungsstelle. Labrun vertraut denen in dieser Liste zusätzlich zu denen des Systems, bei Clouds und bei Updates.
settings-authorities-add = Zertifikat hinzufügen …
settings-authorities-dialog = Zertifikat wählen
settings-authorities-added = Ab jetzt vertrauenswürdig: { $names }
settings-authorities-removed = Nicht mehr vertrauenswürdig: { $names }
settings-authorities-remove = { $name } entfernen
settings-authorities-until = Gültig bis { $date }
settings-authorities-over = Abgelaufen am { $date }
settings-authorities-fingerprint = SHA-256-Fingerabdruck { $fingerprint }
settings-authorities-unreadable = Ein Zertifikat, das sich nicht lesen lässt
settings-authorities-refused-unreadable = { $file } lässt sich nicht lesen.
settings-authorities-refused-none = In { $file } ist kein Zertifikat. Nötig ist eine Datei im PEM-Format, in der „BEGIN CERTIFICATE“ steht.
settings-authorities-refused-binary = Das Zertifikat in { $file } liegt in binärer Form vor. Fragen Sie nach demselben im PEM-Format.
settings-authorities-refused-damaged = Ein Zertifikat in { $file } ist beschädigt.
settings-authorities-refused-over = Das Zertifikat von { $name } ist abgelaufen. Fragen Sie nach dem neuen.
settings-authorities-refused-early = Das Zertifikat von { $name } gilt noch nicht. Sollte es das, geht die Uhr dieses Computers falsch.
settings-authorities-refused-leaf = Das Zertifikat von { $name } gehört einem einzelnen Computer und keiner Zertifizierungsstelle. Fragen Sie nach dem, mit dem es signiert wurde.

settings-data-title = Datenordner
settings-data-words = Wo Labrun auf diesem Computer die Warteschlange und das Protokoll ablegt. Mediendateien liegen dort nie. Ein anderer Ordner muss leer sein und auf einem Laufwerk dieses Computers liegen; die Daten ziehen beim nächsten Start um.
settings-data-open = Öffnen
settings-data-choose = Verschieben …
settings-data-dialog = Datenordner wählen
settings-data-reset = Zurück an den üblichen Ort
settings-data-next = Beim nächsten Start ziehen die Daten um nach
settings-data-restart = Jetzt neu starten
settings-data-stay = Hier lassen
settings-data-refused-missing = Diesen Ordner gibt es nicht. Die Daten bleiben, wo sie sind.
settings-data-refused-not-empty = In diesem Ordner liegt etwas. Wählen Sie einen leeren. Die Daten bleiben, wo sie sind.
settings-data-refused-not-writable = In diesen Ordner darf Labrun nicht schreiben. Die Daten bleiben, wo sie sind.
settings-data-refused-share = Dieser Ordner liegt auf einem anderen Computer, und dort kann eine Warteschlange Schaden nehmen. Wählen Sie einen auf einem Laufwerk dieses Computers. Die Daten bleiben, wo sie sind.
settings-data-refused-within = Die Daten liegen in diesem Ordner, oder er liegt in ihrem. Wählen Sie einen anderen.
settings-data-refused-full = Auf dem Laufwerk dieses Ordners ist nicht genug Platz. Die Daten bleiben, wo sie sind.
settings-data-refused-failed = Die Daten ließen sich nicht verschieben und bleiben, wo sie sind. { $said }
settings-data-away-title = Der Datenordner ist nicht da
settings-data-away-words = In diesem Ordner liegt die Warteschlange von Labrun, und er ist gerade nicht zu sehen. Vielleicht liegt er auf einem Laufwerk, das nicht angeschlossen ist. Schließen Sie es an, dann macht Labrun von selbst weiter: Bis dahin wird keine andere Warteschlange begonnen, und nichts geht verloren.
settings-data-away-look = Noch einmal nachsehen
settings-data-moving-title = Der Datenordner zieht um
settings-data-moving-words = Alles wird in den neuen Ordner kopiert und verglichen, bevor der alte verschwindet. Sie können Labrun beenden: Der nächste Start beginnt von vorn, und nichts geht verloren.
settings-data-moving-far = { $percent } erledigt

# The language

settings-language-title = Sprache
settings-language-words = In welcher Sprache Labrun spricht: im Fenster, in der Taskleiste und in Mitteilungen. Eine Änderung gilt sofort.
settings-language-system = Wie dieser Computer
