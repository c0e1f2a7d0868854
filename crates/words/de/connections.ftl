# Signing in, choosing what a connection points at, and how it stands.
# A cloud has words of its own for what a connection points at ($word: project, device, camera, room) and for
# what groups those ($word or $account: account, machine). They come as these codes; another one is said as
# it comes. The messages connections-word… are pieces that other messages of this file are made of.

connections-word =
    { $word ->
        [project] Projekt
        [device] Gerät
        [camera] Kamera
        [room] Raum
        [account] Konto
        [machine] Maschine
       *[other] { $word }
    }
connections-word-many =
    { $word ->
        [project] Projekte
        [device] Geräte
        [camera] Kameras
        [room] Räume
        [account] Konten
        [machine] Maschinen
       *[other] { $word }
    }
# Whom or what.
connections-word-a =
    { $word ->
        [project] ein Projekt
        [device] ein Gerät
        [camera] eine Kamera
        [room] einen Raum
        [account] ein Konto
        [machine] eine Maschine
       *[other] { $word }
    }
# Whom or what.
connections-word-the =
    { $word ->
        [project] das Projekt
        [device] das Gerät
        [camera] die Kamera
        [room] den Raum
        [account] das Konto
        [machine] die Maschine
       *[other] { $word }
    }
# Who or what.
connections-word-no =
    { $word ->
        [project] kein Projekt
        [device] kein Gerät
        [camera] keine Kamera
        [room] kein Raum
        [account] kein Konto
        [machine] keine Maschine
       *[other] nichts
    }
connections-word-title = { connections-word }
connections-word-title-many = { connections-word-many }
# Where the name of the cloud is not known.
connections-cloud = Kamera-Cloud
connections-cloud-title = Kamera-Cloud

# How a connection stands

connections-sign-in-again = Neu anmelden
connections-none-yet = Noch { connections-word-no }
connections-online = Online
connections-offline = Offline
connections-paused = Pausiert
connections-idle = Im Leerlauf
connections-checking = Wird geprüft
connections-not-signed-in = Nicht angemeldet
connections-files-left = noch { $files }
connections-other-address = { $address } · nicht die eigene Adresse von { $cloud }
connections-not-encrypted = Nicht verschlüsselt
connections-not-encrypted-why = Alle in diesem Netz können mitlesen, was gesendet wird. Die Verbindung wurde so erlaubt.
connections-sign-in-first = Zuerst neu anmelden.
connections-choose-first = Zuerst { connections-word-a } wählen.

connections-presence-paused = In { $cloud } pausiert. Was währenddessen aufgenommen wird, wird nie hochgeladen; alles andere geht weiter.
connections-presence-offline = { $cloud } sieht diesen Computer gerade nicht. Die Uploads gehen weiter, sobald das Netz wieder da ist.
connections-presence-unreachable =
    { $word ->
        [project] Offline. Das Projekt ist gerade nicht erreichbar.
        [device] Offline. Das Gerät ist gerade nicht erreichbar.
        [camera] Offline. Die Kamera ist gerade nicht erreichbar.
        [room] Offline. Der Raum ist gerade nicht erreichbar.
       *[other] Offline. Gerade nicht erreichbar.
    }
connections-presence-idle = Im Leerlauf. Alles ist da, aber es läuft nichts.

# The first run

connections-first-title = Von der Kamera in den Schneideraum
connections-first-words = Wählen Sie Ihre Kamera-Cloud, melden Sie sich dort einmal an und wählen Sie das Projekt. Von da an wird das Material des Tages von selbst hochgeladen.
connections-first-connect = Kamera-Cloud verbinden

# Which cloud, and which way into it

connections-clouds-title = Welche Kamera-Cloud?
connections-clouds-words = Wählen Sie, wohin das Material geht oder was Sie daneben sehen möchten.
connections-uploads = Nimmt Uploads an
connections-no-uploads = Keine Uploads

# $ways: those below, as a list with "or".
connections-ways-short = Anmelden { $ways }
connections-ways-none = Noch keine Anmeldeart
connections-way-code = per Code
connections-way-browser = im Browser
connections-way-form = mit Schlüssel oder Passwort
connections-way-address = nur mit der Adresse

connections-ways-title = Mit { $cloud } verbinden
connections-ways-many = Wie melden Sie sich dort an?
connections-ways-one = Ein Schritt, dann wählen Sie das Ziel.
connections-ways-keys-known = Die Schlüssel liegen im Tresor.
connections-ways-replace = Ersetzen …

# What a way wants to be typed

connections-form-again = Neu bei { $cloud } anmelden
connections-form-go = Weiter
connections-form-show = Zeigen
connections-form-hide = Verbergen
connections-form-show-field = { $field } zeigen
connections-form-hide-field = { $field } verbergen
connections-form-optional = optional
connections-form-known = Im Tresor
connections-form-replace = { $field } ersetzen …
connections-form-keep = Das im Tresor behalten
connections-form-check = Diese Schlüssel prüfen
connections-form-checking = Die Cloud wird gefragt …
connections-form-no-at = In einer E-Mail-Adresse steht ein @.
connections-form-address-example = Host oder Host:Port
connections-form-check-address = Prüfen Sie die Adresse und ob dieser Computer im selben Netz ist.
connections-form-needs-all = Füllen Sie alles aus, was nicht als optional gekennzeichnet ist.

connections-retry = Erneut versuchen
connections-back = Zurück
connections-cancel = Abbrechen

# Signing in

connections-starting-code = { $cloud } wird um einen Code gebeten
connections-starting-browser = { $cloud } öffnet sich in Ihrem Browser
connections-starting-form = Anmeldung bei { $cloud }
connections-starting-address = { $cloud } wird um Einlass für diesen Computer gebeten
connections-starting-words = Einen Moment, bitte.

connections-code-title = Geben Sie diesen Code in { $cloud } ein
connections-code-words = Wählen Sie dort { connections-word-the }. Dieses Fenster macht von selbst weiter.
connections-code-label = Code { $code }
# Said by a screen reader when a code comes. $number: the how manieth it is.
connections-code-spoken =
    { $number ->
        [1] Code: { $code }
       *[other] Neuer Code: { $code }
    }
connections-code-over = Dieser Code ist abgelaufen. Ein neuer ist unterwegs.
connections-code-left = Noch { $time } gültig. Danach kommt von selbst ein neuer Code.
connections-code-open = Seite öffnen
connections-code-qr = QR-Code, der die Seite mit ausgefülltem Code öffnet
connections-code-scan = Mit dem Telefon scannen oder öffnen:

connections-browser-title = Weiter in Ihrem Browser
connections-browser-words = Dort ist { $cloud } geöffnet. Melden Sie sich an und stimmen Sie zu; dieses Fenster macht von selbst weiter.
connections-browser-left = Wartet noch { $time }.
connections-browser-over = Die Zeit ist um. Versuchen Sie es erneut, dann öffnet sich eine neue Seite.
connections-browser-open = Erneut öffnen
connections-browser-question = Zeigt der Browser einen Fehler?
connections-browser-no-page = Es erscheint keine Seite: Wählen Sie „Erneut öffnen“ oder legen Sie auf diesem Computer einen Standardbrowser fest.
connections-browser-wrong-address = Die Adresse oder die Weiterleitung soll falsch sein: Client-ID und Port in den Einstellungen von Labrun müssen die registrierten sein.
connections-browser-any-error = Es ist ein anderer Fehler: Davon erfährt Labrun nichts. Versuchen Sie es hier erneut.

connections-confirm-title = Sind Sie das?
connections-confirm-words = Mit diesem Namen kam die Antwort von { $cloud } zurück. Gespeichert wird erst, wenn Sie zustimmen.
connections-confirm-yes = Ja, das bin ich
connections-confirm-no = Nein

# Choosing what it points at

connections-change = { connections-word } wechseln
connections-change-more = { connections-word } wechseln …
connections-choose = { connections-word } wählen
connections-elsewhere = Angemeldet. Wählen Sie { connections-word-the } in { $cloud }; die Wahl erscheint hier von selbst.
connections-change-elsewhere = Bei dieser Anmeldeart entscheidet { $cloud }: { connections-word } bitte dort wechseln.

connections-picker-search = { connections-word-many } suchen
connections-picker-first =
    Wählen Sie { $account ->
        [account] ein Konto
        [machine] eine Maschine
       *[other] links
    }, dann stehen hier die { connections-word-many }.
connections-picker-total =
    { $total ->
        [one] { $total } { connections-word }
       *[other] { $total } { connections-word-many }
    }
connections-picker-some =
    { $total ->
        [one] { $shown } von { $total } { connections-word }
       *[other] { $shown } von { $total } { $word ->
            [project] Projekten
            [device] Geräten
            [camera] Kameras
            [room] Räumen
            [account] Konten
            [machine] Maschinen
           *[other] { $word }
        }
    }
connections-picker-part =
    { $total ->
        [one] Die Cloud hat mehr: Gelesen wurde nur { $total } { connections-word }.
       *[other] Die Cloud hat mehr: Gelesen wurden nur die ersten { $total } { connections-word-many }.
    }
connections-picker-nothing-fits = Zu „{ $typed }“ passt { connections-word-no }
connections-picker-look = Bei { $cloud } nach { $typed } suchen
connections-picker-found = Bei { $cloud } gefunden zu { $typed }
connections-picker-found-none = { $cloud } findet niemanden mit { $typed }
connections-picker-nothing = Zur Wahl steht { connections-word-no }
connections-picker-support = Support von { $cloud }
connections-picker-refresh = Noch einmal nachsehen
connections-picker-refresh-list = Noch einmal nachsehen: { connections-word-many }
connections-picker-loading = { connections-word-many } werden gelesen …
connections-picker-present = Verbunden
connections-picker-connecting = Wird verbunden …

# Asked once when files wait that were meant for another project.
connections-meant-title =
    { $files ->
        [one] Diese Datei war für { $project } bestimmt
       *[other] Diese { $files } Dateien waren für { $project } bestimmt
    }
connections-meant-words =
    { $files ->
        [one] Sie wartet in der Warteschlange dieser Verbindung. Wenn Sie fortfahren, geht sie stattdessen an { $to }.
       *[other] Sie warten in der Warteschlange dieser Verbindung. Wenn Sie fortfahren, gehen sie stattdessen an { $to }.
    }
connections-meant-send =
    { $files ->
        [one] Datei an { $to } senden
       *[other] Dateien an { $to } senden
    }
connections-meant-back = Zurück, weiter warten

# Connected

connections-kind = { $cloud } · { connections-word }
connections-none-chosen = Noch { connections-word-no } gewählt
connections-nobody = Wer angemeldet ist, nennt diese Anmeldeart nicht
connections-no-email = E-Mail: von dieser Anmeldeart nicht genannt
connections-stays = Ohne neue Anmeldung.
connections-since = Verbunden seit
connections-device = Name in { $cloud }
connections-way = Anmeldeart
connections-address = Adresse
connections-connected-to = Mit { $name } verbunden

# Leaving

connections-disconnect = Trennen
connections-disconnect-more = Trennen …
connections-sign-out-more = Abmelden …
connections-disconnect-keep = Verbunden bleiben
connections-disconnect-title = Verbindung zu { $name } trennen?
connections-disconnect-short = Meldet diesen Computer bei { $cloud } ab.
connections-disconnect-short-device =
    Meldet diesen Computer ab und entfernt ihn in { $cloud } { $word ->
        [project] aus dem Projekt
        [device] vom Gerät
        [camera] von der Kamera
        [room] aus dem Raum
       *[other] von dort
    }.
connections-disconnect-there = In { $cloud } endet diese Anmeldung. Was schon hochgeladen ist, bleibt dort.
connections-disconnect-there-only = In { $cloud } endet diese Anmeldung. Sonst ändert sich dort nichts.
connections-disconnect-there-device =
    In { $cloud } verschwindet „{ $device }“ { $word ->
        [project] aus den Geräten des Projekts
        [device] vom Gerät
        [camera] von der Kamera
        [room] aus den Geräten des Raums
       *[other] aus der Liste
    }. Was schon hochgeladen ist, bleibt dort.
connections-disconnect-here = Hier wird die Anmeldung aus dem Tresor gelöscht. Ihr Material bleibt unberührt.
connections-disconnect-here-files =
    { $files ->
        [one] Hier wartet { $files } unfertiger Upload, bis Sie sich neu anmelden.
       *[other] Hier warten { $files } unfertige Uploads, bis Sie sich neu anmelden.
    }
connections-disconnect-later = Ist { $cloud } nicht erreichbar, meldet Labrun Sie dort später von selbst ab.

# Signed out

connections-signed-out-title = Abgemeldet
connections-signed-out-words = Dieser Computer ist nicht mehr bei { $cloud } angemeldet.
connections-signed-out-who = Angemeldet war { $name }.
connections-signed-out-waiting =
    { $files ->
        [one] { $files } Datei wartet auf diese Verbindung
       *[other] { $files } Dateien warten auf diese Verbindung
    }
connections-signed-out-meant = bestimmt für { $name }
connections-signed-out-last = Zuletzt: { $name }
connections-signed-out-others = Andere Anmeldeart
connections-signed-out-elsewhere = Eine andere Anmeldung läuft gerade. Sie endet, wenn Sie diese beginnen.
connections-signed-out-not-needed = Nicht mehr nötig?
connections-forget = Aus der Liste entfernen
connections-forget-title = Diese Verbindung aus der Liste entfernen?
connections-forget-action = Entfernen
connections-forget-uploads =
    { $files ->
        [one] { $files } Upload in ihrer Liste wird mit ihr vergessen.
       *[other] { $files } Uploads in ihrer Liste werden mit ihr vergessen.
    }
connections-forget-media = Die Dateien auf Ihren Karten und Laufwerken bleiben unberührt.

# A cloud that has not been told yet that somebody left.
connections-farewells = Abmeldung steht noch aus · Labrun holt sie nach
connections-farewells-words = Labrun holt sie von selbst nach
