# The frame of the window, and what every screen shares.

# This language, in itself.
app-language-name = Deutsch
app-not-the-program = Das ist das Fenster von Labrun. Starten Sie Labrun selbst, um es zu benutzen.

# The rail

app-connections = Verbindungen
app-all-uploads = Alle Uploads
app-files-left = noch { $files }
app-signing-in = Anmeldung läuft …
app-add-connection = Neue Verbindung
app-settings = Einstellungen
app-version = Version von Labrun
# Sagt ein Bildschirmleser, wenn eine Verbindung oder ein Ordner anders steht als zuvor.
app-stands = { $name }: { $word }

# Above a queue or a connection

app-view = Ansicht
app-view-queue = Warteschlange
app-view-connection = Verbindung

# Said once

app-notices = Hinweise
app-dismiss = Ausblenden
app-connected = Mit { $project } verbunden
app-keep = Behalten
app-take-away = { $value } entfernen

# Files held over the window, or handed over from outside

app-drop-closed = { $place } nimmt keine Dateien an
app-drop-nowhere = Noch kein Ziel für Uploads
app-sign-in-first = Melden Sie sich zuerst bei einer Kamera-Cloud an, die Uploads annimmt.
app-drop-go = Loslassen zum Hochladen nach
app-drop-which = Auf einer Verbindung ablegen
app-drop-on-one = Legen Sie die Dateien auf einer der Verbindungen ab
app-no-project = Es gibt noch kein Projekt für Uploads
app-sign-in-and-open = Melden Sie sich bei einer Kamera-Cloud an, die Uploads annimmt, und öffnen Sie die Dateien dann noch einmal.
# Where the name of the connection is not known.
app-this-connection = diese Verbindung
app-handed-title = Wohin?
# $what: the name of a file, or how many files.
app-handed-words = Von außerhalb übergeben: { $what }. Wählen Sie das Ziel für den Upload.
app-handed-not = Nicht hochladen

# What can stand between starting Labrun and using it

app-unlock-title = Tresor entsperren
app-unlock-words = Ihre Anmeldungen liegen in einer verschlüsselten Tresordatei auf diesem Computer. Die Uploads gehen weiter, sobald sie entsperrt ist.
app-unlock-passphrase = Passphrase
app-unlock = Entsperren
app-keyring-title = Der Schlüsselbund ist gesperrt
app-keyring-words = Ihre Anmeldungen liegen im Schlüsselbund dieses Computers. Entsperren Sie ihn und versuchen Sie es erneut.
app-keyring-again = Erneut versuchen
app-vault-title = Wo sollen Anmeldungen liegen?
app-vault-words = Labrun legt sie in den Schlüsselbund dieses Computers, doch der lässt sich hier nicht benutzen. Der andere Weg ist eine verschlüsselte Tresordatei: Labrun fragt bei jedem Start nach ihrer Passphrase, und ohne sie kann niemand die Datei öffnen.
app-vault-passphrase = Passphrase wählen
app-vault-repeat = Noch einmal dieselbe
app-vault-short = Mindestens { $least } Zeichen.
app-vault-different = Die beiden stimmen noch nicht überein.
app-vault-create = Verschlüsselte Tresordatei anlegen
app-vault-keyring = Schlüsselbund erneut versuchen
app-running-title = Labrun läuft bereits
app-running-words = Ein anderes Labrun benutzt dasselbe Profil. Zwei zugleich könnten eine Datei doppelt senden, deshalb wartet dieses und öffnet sich von selbst, wenn das andere beendet ist.
app-damaged-title = Die Warteschlange auf der Festplatte ist beschädigt
app-damaged-words = Labrun ändert nichts daran. Sie können sie beiseitelegen und mit einer leeren beginnen; die Datei bleibt neben der neuen erhalten. Ihr Material bleibt unberührt.
app-newer-title = Diese Warteschlange gehört zu einem neueren Labrun
app-newer-words = Installieren Sie die neuere Version, um dort weiterzumachen, wo Sie waren. Oder legen Sie die Warteschlange beiseite und beginnen Sie mit einer leeren; die Datei bleibt daneben erhalten.
app-aside = Beiseitelegen und neu beginnen …
app-aside-title = Warteschlange beiseitelegen?
app-aside-words = Labrun vergisst, welche Uploads unterwegs waren; unfertige müssen neu hinzugefügt werden und beginnen von vorn.
app-aside-do = Beiseitelegen
app-aside-keep = Nichts ändern
app-failed-title = Labrun konnte nicht starten
app-failed-words = Was die Cloud angenommen hat, ist sicher und festgehalten. Beenden Sie Labrun und starten Sie es neu.
app-quit = Beenden
app-diagnostics = Diagnose …

# Kinds of media: the mark in a row, one of them, and many

app-kind-ocf-mark = OCF
app-kind-ocf = Kameraoriginal
app-kind-ocf-many = Kameraoriginale
app-kind-proxy-mark = PROXY
app-kind-proxy = Proxy
app-kind-proxy-many = Proxys
app-kind-audio-mark = TON
app-kind-audio = Ton
app-kind-audio-many = Ton
app-kind-lut-mark = LUT
app-kind-lut = LUT
app-kind-lut-many = LUTs
app-kind-cdl-mark = CDL
app-kind-cdl = CDL
app-kind-cdl-many = CDLs
app-kind-still-mark = STILL
app-kind-still = Still
app-kind-still-many = Stills
app-kind-other-mark = DATEI
app-kind-other = Andere Datei
app-kind-other-many = Andere Dateien
