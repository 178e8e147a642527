package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.SessionPolicy;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.SessionStore;
import io.hexforge.ports.driven.identity.TestTokens;
import io.hexforge.ports.inprocess.identity.InProcessSessions;
import io.hexforge.ports.inprocess.identity.InProcessSigningKeys;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessChangeSignal;
import java.security.SecureRandom;
import java.util.List;

/// Sessions over the in-process ports, with every default; ready for use.
public record TestSessions(SigningKeys keys, AccessTokens access, Sessions sessions) {
    public static TestSessions over(AccountStore accounts, Ids ids) {
        return over(new InProcessSessions(), accounts, ids);
    }

    /// Over a given store; a reused token raises no alarm.
    public static TestSessions over(SessionStore store, AccountStore accounts, Ids ids) {
        var random = new SecureRandom();
        var cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
        var policy = SessionPolicy.DEFAULT;
        var signer = new TestTokens(ids.clock());
        var keyPolicy = SigningKeyPolicy.of(policy.accessLife());
        var keys = new SigningKeys(new InProcessSigningKeys(), signer, cipher, keyPolicy, null, ids.clock(), random);
        keys.refresh();
        var access = new AccessTokens(signer, keys, store, policy, new InProcessChangeSignal(), ids);
        var sessions = new Sessions(store, accounts, access, keys, policy, ids, random, (session, by) -> {});
        return new TestSessions(keys, access, sessions);
    }
}
