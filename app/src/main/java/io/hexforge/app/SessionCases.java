package io.hexforge.app;

import io.hexforge.app.config.SessionConfig;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.SessionStore;
import io.hexforge.ports.driven.identity.SigningKeyStore;
import io.hexforge.ports.driven.identity.TokenSigner;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.identity.AccessTokens;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.identity.SigningKeys;
import java.security.SecureRandom;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people who are logged in may ask.
record SessionCases(SigningKeys signingKeys, AccessTokens accessTokens, Sessions sessions) {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCases.class);

    /// What they need from outside.
    record Driven(SessionStore sessions, SigningKeyStore signingKeys, TokenSigner signer) {}

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
        var tokens = new AccessTokens(driven.signer(), keys, driven.sessions(), config.policy(), ids);
        var sessions = new Sessions(
                driven.sessions(),
                accounts,
                tokens,
                keys,
                config.policy(),
                ids,
                random,
                (session, by) -> reused(session, by, auditTrail));
        return new SessionCases(keys, tokens, sessions);
    }

    private static void reused(Session session, Device by, AuditTrail auditTrail) {
        LOG.warn("a refresh token was used twice; the session {} was ended", session.id());
        auditTrail.record(
                session.tenantId(),
                session.userId(),
                "session.token_reused",
                "session:" + session.id(),
                by.ip(),
                Map.of("user_agent", by.userAgent()));
    }
}
