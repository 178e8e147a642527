package io.hexforge.ports.driving.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.PasskeyCeremonies;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Ceremony;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Descriptor;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Login;
import io.hexforge.ports.driven.identity.PasskeyStore;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Lets somebody in who proves to have a passkey. Safe for concurrent use.
///
/// Who asks for the passkeys of a name that nobody has, or whose owner has none, gets an answer of the same
/// shape, and the same one each time.
public final class LogInWithPasskey {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final String ANYBODY = "-";
    private static final String KEY = "passkey-login:";
    private static final Set<String> USUAL_TRANSPORTS = Set.of("internal", "hybrid");

    private final PasskeyStore passkeys;
    private final PasskeyCeremonies ceremonies;
    private final ChallengeStore challenges;
    private final AccountStore accounts;
    private final AdmitUser admitUser;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final Secret decoyKey;

    /// @param decoyKey makes up credentials where there are none; the same on all nodes, and secret
    public LogInWithPasskey(
            PasskeyStore passkeys,
            PasskeyCeremonies ceremonies,
            ChallengeStore challenges,
            AccountStore accounts,
            AdmitUser admitUser,
            AuditTrail audit,
            InstantSource clock,
            Secret decoyKey) {
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.challenges = challenges;
        this.accounts = accounts;
        this.admitUser = admitUser;
        this.audit = audit;
        this.clock = clock;
        this.decoyKey = decoyKey;
    }

    /// Asks for a proof.
    ///
    /// @param name a username or an address; null for whatever passkey the authenticator finds
    public Ceremony start(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return kept(ANYBODY, List.of());
        }
        String typed = typed(name);
        Optional<User> user = accounts.named(typed);
        List<Descriptor> known = passkeys.of(user.map(LogInWithPasskey::actor).orElse(actor(NOBODY, NOBODY))).stream()
                .map(passkey -> new Descriptor(passkey.credentialId(), passkey.transports()))
                .toList();
        String whose = user.map(found -> found.id().toString()).orElse(NOBODY.toString());
        return kept(whose, known.isEmpty() ? List.of(decoy(typed)) : known);
    }

    /// Takes what the authenticator answered.
    ///
    /// @return empty if that proves nothing
    public Optional<Admission> finish(String response, Device device) {
        var claim = ceremonies.read(response).orElse(null);
        if (claim == null) {
            return refused(null, "malformed", device);
        }
        String[] kept = challenges.take(KEY + claim.challenge()).orElse("").split(" ", 2);
        if (kept.length != 2) {
            return refused(null, "unknown challenge", device);
        }
        Passkey passkey = passkeys.withCredential(claim.credentialId()).orElse(null);
        if (passkey == null) {
            return refused(null, "unknown passkey", device);
        }
        if (!kept[0].equals(ANYBODY) && !kept[0].equals(passkey.userId().toString())) {
            return refused(passkey, "passkey of somebody else", device);
        }
        return accounts.find(passkey.userId()).flatMap(user -> prove(user, passkey, kept[1], response, device));
    }

    private Optional<Admission> prove(User user, Passkey shown, String state, String response, Device device) {
        Passkey passkey = shown;
        while (true) {
            switch (ceremonies.finishLogin(state, response, passkey)) {
                case Login.Refused(String reason) -> {
                    return refused(passkey, reason, device);
                }
                case Login.CounterWentBack(long count) -> {
                    return cloned(user, passkey, count, device);
                }
                case Login.Proved(long count, boolean backedUp) -> {
                    Passkey used = passkey.used(count, backedUp, clock.instant());
                    if (passkeys.save(actor(user), used, passkey.version())) {
                        return Optional.of(admitUser.admit(user, Set.of(AuthMethod.PASSKEY), device));
                    }
                }
            }
            // It was used at the same time; the other use may have shown this counter, or a higher one.
            passkey = passkeys.withCredential(passkey.credentialId()).orElse(null);
            if (passkey == null) {
                return refused(shown, "removed meanwhile", device);
            }
        }
    }

    private Optional<Admission> cloned(User user, Passkey passkey, long count, Device device) {
        audit.record(
                user.tenantId(),
                user.id(),
                "passkey.counter_went_back",
                "passkey:" + passkey.id(),
                device.ip(),
                Map.of("count", Long.toString(count), "last_count", Long.toString(passkey.signatureCount())));
        return Optional.empty();
    }

    private Optional<Admission> refused(@Nullable Passkey passkey, String reason, Device device) {
        UUID userId = passkey == null ? null : passkey.userId();
        String subject = passkey == null ? "passkey:unknown" : "passkey:" + passkey.id();
        audit.record(null, userId, "login.failed", subject, device.ip(), Map.of("method", "passkey", "reason", reason));
        return Optional.empty();
    }

    private Ceremony kept(String whose, List<Descriptor> allowed) {
        Ceremony ceremony = ceremonies.startLogin(allowed);
        challenges.put(KEY + ceremony.challenge(), whose + " " + ceremony.state(), ManagePasskeys.PATIENCE);
        return ceremony;
    }

    private Descriptor decoy(String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(decoyKey.reveal().getBytes(UTF_8), "HmacSHA256"));
            byte[] id = mac.doFinal(name.getBytes(UTF_8));
            return new Descriptor(Base64.getUrlEncoder().withoutPadding().encodeToString(id), USUAL_TRANSPORTS);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has HMAC-SHA256", impossible);
        }
    }

    private static String typed(String name) {
        return EmailAddress.parse(name)
                .map(EmailAddress::value)
                .orElseGet(() -> name.strip().toLowerCase(Locale.ROOT));
    }

    private static Actor actor(User user) {
        return actor(user.tenantId(), user.id());
    }

    /// Somebody who is not let in yet, and may do nothing but have passkeys.
    private static Actor actor(UUID tenantId, UUID userId) {
        return new Actor(tenantId, userId, null, Set.of(), false);
    }
}
