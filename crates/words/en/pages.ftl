# What a browser shows after a sign-in there.

pages-done-title = Signed in
pages-done = Labrun has the answer
pages-done-words = You can close this page and go back to Labrun.
pages-not-ours-title = Not for Labrun
pages-not-ours = This answer is not for the sign-in that Labrun waits for
pages-not-ours-words = Go back to Labrun and press Try again there.
pages-not-here-title = Nothing here
pages-not-here = There is nothing here
pages-not-so-title = Not so
pages-not-so = This page is opened, and nothing else
pages-too-long-title = Too long
pages-too-long = That is too long to be an answer
pages-waiting-title = Signing in
pages-waiting = One moment
pages-no-script = This page needs JavaScript to hand the answer over to Labrun.
