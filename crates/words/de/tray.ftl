# The tray and its menu, and the question at quitting.

tray-starting = Startet
tray-sign-in-again = Neu anmelden
tray-not-connected = Nicht verbunden
# The name of one project, and how many others.
tray-project-and-more =
    { $more ->
        [one] { $project } und { $more } weiteres
       *[other] { $project } und { $more } weitere
    }

tray-everything-uploaded = Alles hochgeladen
tray-attention =
    { $files ->
        [one] { $files } Datei braucht Aufmerksamkeit
       *[other] { $files } Dateien brauchen Aufmerksamkeit
    }
# $bytes: with its unit.
tray-left =
    { $files ->
        [one] { $files } Datei · noch { $bytes }
       *[other] { $files } Dateien · noch { $bytes }
    }
tray-speed = { $mbit } Mbit/s

# Why nothing moves; behind what is left
tray-login = das Netz verlangt eine Anmeldung
tray-proxy = der Proxyserver lässt nichts durch
tray-untrusted = einem Zertifikat wird nicht vertraut
tray-network = wartet auf das Netz
tray-metered = wartet auf ein Netz, das nichts kostet
tray-signed-out = neu anmelden
tray-paused = pausiert
tray-busy = die Cloud ist ausgelastet
tray-storage = Festplattenfehler auf diesem Computer

tray-pause = Pausieren
tray-resume = Fortsetzen
tray-pause-hour = Für 1 Stunde pausieren
tray-open = Labrun öffnen
tray-quit = Beenden

tray-updates-off = Updates sind aus
tray-update-check = Nach Updates suchen
tray-update-checking = Suche nach Updates
tray-update-fetching = Labrun { $version } wird geladen
tray-update-ready = Jetzt auf { $version } aktualisieren
tray-update-installing = Labrun { $version } wird installiert
tray-update-refused = Ein Update wurde abgelehnt · erneut suchen

tray-quit-title = Labrun beenden?
tray-quit-words =
    { $files ->
        [one] { $files } Datei ist noch unterwegs. Sie geht dort weiter, wo sie steht, sobald Labrun wieder geöffnet wird.
       *[other] { $files } Dateien sind noch unterwegs. Sie gehen dort weiter, wo sie stehen, sobald Labrun wieder geöffnet wird.
    }
tray-quit-yes = Beenden
tray-quit-no = Weiter hochladen
