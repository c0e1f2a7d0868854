# What Labrun can tell of itself, and the text that is saved for whoever helps. That text stays English.

diagnostics-title = Diagnose
diagnostics-words = Was Labrun über sich sagen kann. Tokens, Passwörter, Namen von Personen und der private Teil von Adressen sind weggelassen. Nichts wird irgendwohin gesendet.
diagnostics-looking = Labrun sieht nach …
diagnostics-nothing-wrong = Soweit Labrun es sagen kann, ist alles in Ordnung.
diagnostics-wrong =
    { $things ->
        [one] { $things } Punkt ist anzusehen
       *[other] { $things } Punkte sind anzusehen
    }
diagnostics-again = Noch einmal nachsehen
diagnostics-close = Schließen
diagnostics-save = Speichern …
diagnostics-saved = Diagnose gespeichert
