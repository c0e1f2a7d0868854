# What happened to an upload, line by line, in its details. A line is whole sentences.
# $why: why it did, in a sentence of its own. $asset: what the cloud calls the file.

history-queued = Waits for its turn.
history-offered = Found. It waits until somebody picks it.
history-uploading = Its turn has come.
history-paused = Paused.
history-cancelled = Cancelled.
history-skipped = Left out: it was recorded while the cloud had paused this connection. The cloud takes nothing from a pause, now or later.
history-done = All of it has arrived. The cloud calls it { $asset }.
history-waits-for-network = Waits for the network.
history-waits-for-authorization = Waits until you sign in again.
history-waits-for-time =
    { $attempts ->
        [one] Waits a little and tries again by itself. { $why }
       *[other] Waits a little and tries again by itself, after { $attempts } attempts. { $why }
    }
history-failed =
    { $attempts ->
        [one] Set aside. { $why }
       *[other] Set aside after { $attempts } attempts. { $why }
    }

history-planned =
    { $parts ->
        [one] Goes in one part. The cloud calls it { $asset }.
       *[other] Cut into { $parts } parts. The cloud calls it { $asset }.
    }
history-begun-growing = Is sent while it is recorded. The cloud calls it { $asset }.
history-recording-ended = The recording has ended with { $size }.
history-queued-twice = The same file came into the queue a second time, as upload { $other }.
history-gave-up =
    { $parts ->
        [one] Given up is { $asset }, with { $sent } of 1 part sent. { $why }
       *[other] Given up is { $asset }, with { $sent } of { $parts } parts sent. { $why }
    }
history-goes-whole = Goes as a whole file. { $why }
history-goes-whole-and-leaves-one = Goes as a whole file, and in the cloud a placeholder stays that will never be whole. { $why }
history-written-anew =
    { $parts ->
        [one] 1 part had been written anew after being sent, and is sent again.
       *[other] { $parts } parts had been written anew after being sent, and are sent again.
    }

history-goes-on = Goes on with part { $part }. Of { $parts } parts, { $sent } have arrived.
history-goes-on-growing = Goes on with part { $part }. Arrived so far: { $sent }.
history-part-again =
    { $attempts ->
        [one] Part { $part } is sent again, { $size }. { $why }
       *[other] Part { $part } is sent again, { $size }, after { $attempts } attempts. { $why }
    }
history-line-broke = The line broke. { $why }
history-stopped =
    { $parts ->
        [one] Stopped with 1 part on the way: { $size } of that are sent again.
       *[other] Stopped with { $parts } parts on the way: { $size } of them are sent again.
    }
history-network-changed =
    { $parts ->
        [one] The network changed with 1 part on the way: { $size } of that are sent again.
       *[other] The network changed with { $parts } parts on the way: { $size } of them are sent again.
    }
history-program-ended = Labrun ended in the middle of it: parts that were on their way are sent again.
history-taken-unsettled = Taken although it may not be whole. { $why }
