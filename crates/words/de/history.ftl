# What happened to an upload, line by line, in its details. A line is whole sentences.
# $why: why it did, in a sentence of its own. $asset: what the cloud calls the file.

history-queued = Wartet in der Warteschlange.
history-offered = Gefunden. Wartet darauf, ausgewählt zu werden.
history-uploading = Ist an der Reihe.
history-paused = Pausiert.
history-cancelled = Abgebrochen.
history-skipped = Ausgelassen: Aufgenommen, während die Cloud diese Verbindung pausiert hatte. Aus einer Pause nimmt die Cloud nichts an, weder jetzt noch später.
history-done = Alles ist angekommen. In der Cloud heißt die Datei { $asset }.
history-waits-for-network = Wartet auf das Netz.
history-waits-for-authorization = Wartet, bis Sie sich neu anmelden.
history-waits-for-time =
    { $attempts ->
        [one] Wartet ein wenig und versucht es von selbst wieder. { $why }
       *[other] Wartet ein wenig und versucht es nach { $attempts } Versuchen von selbst wieder. { $why }
    }
history-failed =
    { $attempts ->
        [one] Zurückgestellt. { $why }
       *[other] Nach { $attempts } Versuchen zurückgestellt. { $why }
    }

history-planned =
    { $parts ->
        [one] Geht in einem Teil. In der Cloud heißt die Datei { $asset }.
       *[other] In { $parts } Teile geteilt. In der Cloud heißt die Datei { $asset }.
    }
history-begun-growing = Wird gesendet, während aufgenommen wird. In der Cloud heißt die Datei { $asset }.
history-recording-ended = Die Aufnahme ist zu Ende: { $size }.
history-queued-twice = Dieselbe Datei kam ein zweites Mal in die Warteschlange, als Upload { $other }.
history-gave-up =
    { $parts ->
        [one] { $asset } ist aufgegeben; { $sent } von 1 Teil war gesendet. { $why }
       *[other] { $asset } ist aufgegeben; { $sent } von { $parts } Teilen waren gesendet. { $why }
    }
history-goes-whole = Geht als ganze Datei. { $why }
history-goes-whole-and-leaves-one = Geht als ganze Datei, und in der Cloud bleibt ein Platzhalter, der nie vollständig wird. { $why }
history-written-anew =
    { $parts ->
        [one] 1 Teil war nach dem Senden neu geschrieben worden und wird noch einmal gesendet.
       *[other] { $parts } Teile waren nach dem Senden neu geschrieben worden und werden noch einmal gesendet.
    }

history-goes-on = Geht mit Teil { $part } weiter. Von { $parts } Teilen sind { $sent } angekommen.
history-goes-on-growing = Geht mit Teil { $part } weiter. Bisher angekommen: { $sent }.
history-part-again =
    { $attempts ->
        [one] Teil { $part } wird noch einmal gesendet, { $size }. { $why }
       *[other] Teil { $part } wird noch einmal gesendet, { $size }, nach { $attempts } Versuchen. { $why }
    }
history-line-broke = Die Verbindung ist abgerissen. { $why }
history-stopped =
    { $parts ->
        [one] Unterbrochen mit 1 Teil unterwegs: { $size } davon werden noch einmal gesendet.
       *[other] Unterbrochen mit { $parts } Teilen unterwegs: { $size } davon werden noch einmal gesendet.
    }
history-network-changed =
    { $parts ->
        [one] Das Netz hat gewechselt, mit 1 Teil unterwegs: { $size } davon werden noch einmal gesendet.
       *[other] Das Netz hat gewechselt, mit { $parts } Teilen unterwegs: { $size } davon werden noch einmal gesendet.
    }
history-program-ended = Labrun endete mittendrin: Was unterwegs war, wird noch einmal gesendet.
history-taken-unsettled = In die Warteschlange genommen, obwohl die Datei vielleicht nicht vollständig ist. { $why }
