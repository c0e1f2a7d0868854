# What the desktop is told, and what the window says once by itself.

notifications-finished-title =
    { $files ->
        [one] { $files } Datei ist hochgeladen
       *[other] { $files } Dateien sind hochgeladen
    }
notifications-finished = Die Warteschlange ist abgearbeitet.
notifications-finished-but =
    { $files ->
        [one] Die Warteschlange ist abgearbeitet, aber { $files } Datei braucht Aufmerksamkeit.
       *[other] Die Warteschlange ist abgearbeitet, aber { $files } Dateien brauchen Aufmerksamkeit.
    }
notifications-attention-title =
    { $files ->
        [one] { $files } Datei braucht Aufmerksamkeit
       *[other] { $files } Dateien brauchen Aufmerksamkeit
    }
notifications-attention = Labrun sagt, woran es liegt und was zu tun ist.
# $place: the name of a project, or of a cloud.
notifications-signed-out-title = Von { $place } abgemeldet
notifications-signed-out = { $cloud } verlangt eine neue Anmeldung.
notifications-signed-out-left =
    { $files ->
        [one] { $cloud } verlangt eine neue Anmeldung. { $files } Datei steht noch aus.
       *[other] { $cloud } verlangt eine neue Anmeldung. { $files } Dateien stehen noch aus.
    }
notifications-closed-title = Labrun lädt weiter hoch
notifications-closed = Sie finden Labrun in der Taskleiste. Starten Sie es noch einmal oder wählen Sie dort „Labrun öffnen“, um das Fenster zu sehen.

notifications-no-browser = Der Browser ließ sich nicht öffnen. Legen Sie einen Standardbrowser fest und öffnen Sie die Seite dann noch einmal.
notifications-old-queue-kept = Die alte Warteschlange liegt jetzt unter { $path }.
