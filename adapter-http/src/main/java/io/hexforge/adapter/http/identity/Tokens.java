package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.SessionCookies;
import io.hexforge.adapter.http.ShownCredential;
import io.hexforge.ports.driving.identity.SignedIn;
import io.javalin.http.Context;

/// Answers whoever is logged in from now on.
final class Tokens {
    private Tokens() {}

    /// Sends the tokens in the body, or in cookies if the client asked for that by `X-Session-Mode: cookie`.
    static void send(Context ctx, SignedIn in) {
        send(ctx, in, SessionCookies.wanted(ctx));
    }

    /// Sends new tokens for a session that goes on: in cookies if it came by them.
    static void renew(Context ctx, SignedIn in) {
        ShownCredential shown = ShownCredential.of(ctx);
        send(ctx, in, SessionCookies.wanted(ctx) || (shown != null && shown.byBrowser()));
    }

    static void send(Context ctx, SignedIn in, boolean inCookies) {
        SignedInBody body =
                inCookies ? SignedInBody.withoutTokens(in, setCookies(ctx, in)) : SignedInBody.withTokens(in);
        Answers.send(ctx, Answers.json(200, body));
    }

    /// Puts the tokens into cookies and answers nothing yet; for redirects.
    ///
    /// @return what the page has to send in the header `X-CSRF-Token`
    static String setCookies(Context ctx, SignedIn in) {
        return SessionCookies.set(ctx, in.accessToken(), in.accessFor(), in.refreshToken(), in.refreshFor());
    }
}
