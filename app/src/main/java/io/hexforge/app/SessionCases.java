package io.hexforge.app;

import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.identity.KeySetRoutes;
import io.hexforge.adapter.http.identity.SessionRoutes;
import io.hexforge.app.config.SessionConfig;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.SessionStore;
import io.hexforge.ports.driven.identity.SigningKeyStore;
import io.hexforge.ports.driven.identity.TokenSigner;
import io.hexforge.ports.driven.ops.ChangeSignal;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.identity.AccessTokens;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.EndSessions;
import io.hexforge.ports.driving.identity.RotateSigningKey;
import io.hexforge.ports.driving.identity.SendMail;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.SigningKeys;
import io.hexforge.ports.driving.identity.WarnOfReuse;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;

/// What people who are logged in may ask.
record SessionCases(
        SigningKeys signingKeys,
        AccessTokens accessTokens,
        Sessions sessions,
        EndSessions endSessions,
        RotateSigningKey rotateSigningKey) {
    /// What they need from outside.
    record Driven(
            SessionStore sessions,
            SigningKeyStore signingKeys,
            TokenSigner signer,
            ChangeSignal signal,
            SendMail mail,
            URI publicUrl) {}

    static SessionCases over(
            Driven driven,
            AccountStore accounts,
            AuditTrail auditTrail,
            SecretCipher cipher,
            SessionConfig config,
            Ids ids,
            SecureRandom random) {
        var keys = new SigningKeys(
                driven.signingKeys(),
                driven.signer(),
                cipher,
                SigningKeyPolicy.of(config.policy().accessLife()),
                config.sharedSecret(),
                ids.clock(),
                random);
        var tokens = new AccessTokens(driven.signer(), keys, driven.sessions(), config.policy(), driven.signal(), ids);
        var alarm = new WarnOfReuse(auditTrail, driven.mail(), accounts, driven.publicUrl(), ids.clock());
        var sessions = new Sessions(driven.sessions(), accounts, tokens, keys, config.policy(), ids, random, alarm);
        return new SessionCases(
                keys, tokens, sessions, new EndSessions(sessions, auditTrail), new RotateSigningKey(keys, auditTrail));
    }

    List<Routes.Group> routes(Authenticate authenticate, Idempotency idempotency) {
        return List.of(
                new SessionRoutes(sessions, endSessions, authenticate),
                new KeySetRoutes(signingKeys, rotateSigningKey, idempotency));
    }
}
