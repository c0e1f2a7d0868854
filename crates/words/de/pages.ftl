# What a browser shows after a sign-in there.

pages-done-title = Angemeldet
pages-done = Labrun hat die Antwort
pages-done-words = Sie können diese Seite schließen und zu Labrun zurückkehren.
pages-not-ours-title = Nicht für Labrun
pages-not-ours = Diese Antwort gehört nicht zu der Anmeldung, auf die Labrun wartet
pages-not-ours-words = Kehren Sie zu Labrun zurück und versuchen Sie es dort erneut.
pages-not-here-title = Hier ist nichts
pages-not-here = Hier ist nichts
pages-not-so-title = So nicht
pages-not-so = Diese Seite lässt sich nur öffnen
pages-too-long-title = Zu lang
pages-too-long = Das ist zu lang für eine Antwort
pages-waiting-title = Anmeldung
pages-waiting = Einen Moment
pages-no-script = Diese Seite braucht JavaScript, um die Antwort an Labrun zu übergeben.
