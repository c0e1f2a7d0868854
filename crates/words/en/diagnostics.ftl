# What Labrun can tell of itself, and the text that is saved for whoever helps. That text stays English.

diagnostics-title = Diagnostics
diagnostics-words = What Labrun can tell of itself. Tokens, passwords, names of people and the private part of addresses are left out. Nothing is sent anywhere.
diagnostics-looking = Looking…
diagnostics-nothing-wrong = Nothing is wrong, as far as Labrun can tell.
diagnostics-wrong =
    { $things ->
        [one] { $things } thing to look at
       *[other] { $things } things to look at
    }
diagnostics-again = Look again
diagnostics-close = Close
diagnostics-save = Save…
diagnostics-saved = Diagnostics saved
