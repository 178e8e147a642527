package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.PasskeyCeremonies;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Ceremony;
import io.hexforge.ports.driven.identity.PasskeyCeremonies.Registration;
import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driven.identity.PasswordStore;
import io.hexforge.ports.driven.identity.Removed;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lets people add passkeys to their account, name them, and take them away. Safe for concurrent use.
///
/// Every method takes a person with a session; whoever calls those that add or take away has made sure that
/// the person proved a factor just now.
public final class ManagePasskeys {
    /// How long somebody has to finish what they started.
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int HANDLE_BYTES = 64;
    private static final String KEY = "passkey-new:";

    private final PasskeyStore passkeys;
    private final PasskeyCeremonies ceremonies;
    private final ChallengeStore challenges;
    private final AccountStore accounts;
    private final PasswordStore passwords;
    private final Letters letters;
    private final AuditTrail audit;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public ManagePasskeys(
            PasskeyStore passkeys,
            PasskeyCeremonies ceremonies,
            ChallengeStore challenges,
            AccountStore accounts,
            PasswordStore passwords,
            Letters letters,
            AuditTrail audit,
            Ids ids,
            RandomGenerator secureRandom) {
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.challenges = challenges;
        this.accounts = accounts;
        this.passwords = passwords;
        this.letters = letters;
        this.audit = audit;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    public sealed interface Added {
        record Done(Passkey passkey) implements Added {}

        /// The response is malformed, or proves nothing.
        record Refused() implements Added {}

        /// The ceremony was not started by this user, was finished before, or took too long.
        record Unknown() implements Added {}

        /// The name is too long, or the account has as many passkeys as it may.
        record NotPossible(String reason) implements Added {}
    }

    public sealed interface Renamed {
        record Done(Passkey passkey) implements Renamed {}

        record NotFound() implements Renamed {}

        record BadName() implements Renamed {}

        record Conflict(Passkey current) implements Renamed {}
    }

    /// Asks the person's authenticator for a new passkey.
    ///
    /// @return empty if the account has as many as it may
    public Optional<Ceremony> start(Actor actor) {
        User user = user(actor);
        List<Passkey> existing = passkeys.of(actor);
        if (existing.size() >= Passkey.MAX_PER_USER) {
            return Optional.empty();
        }
        String handle = existing.isEmpty() ? newHandle() : existing.getFirst().userHandle();
        String name = user.email() == null ? user.username() : user.email().value();
        Ceremony ceremony = ceremonies.startRegistration(handle, name, user.displayName(), existing);
        challenges.put(KEY + ceremony.challenge(), actor.userId() + " " + handle + " " + ceremony.state(), PATIENCE);
        return Optional.of(ceremony);
    }

    /// Takes what the authenticator answered.
    ///
    /// @param name null to have one made
    public Added finish(Actor actor, String response, @Nullable String name, Device device) {
        if (name != null && !acceptable(name)) {
            return new Added.NotPossible("a name has 1 to " + Passkey.MAX_NAME + " characters");
        }
        var claim = ceremonies.read(response).orElse(null);
        if (claim == null) {
            return new Added.Refused();
        }
        String[] kept = challenges.take(KEY + claim.challenge()).orElse("").split(" ", 3);
        if (kept.length != 3 || !kept[0].equals(actor.userId().toString())) {
            return new Added.Unknown();
        }
        return switch (ceremonies.finishRegistration(kept[2], response)) {
            case Registration.Refused refused -> new Added.Refused();
            case Registration.Made made -> add(actor, passkey(actor, kept[1], made, name), device);
        };
    }

    private Added add(Actor actor, Passkey passkey, Device device) {
        if (!passkeys.add(actor, passkey)) {
            return new Added.NotPossible("there are " + Passkey.MAX_PER_USER
                    + " passkeys already, or this one belongs to an account already");
        }
        changed(actor, "passkey.added", passkey.id(), "The passkey \"" + passkey.name() + "\" was added.", device);
        return new Added.Done(passkey);
    }

    /// {@return the person's passkeys, oldest first}
    public List<Passkey> list(Actor actor) {
        return passkeys.of(actor);
    }

    /// @param expectedVersion null to change whatever version there is
    public Renamed rename(Actor actor, UUID id, String name, @Nullable Long expectedVersion) {
        if (!acceptable(name)) {
            return new Renamed.BadName();
        }
        while (true) {
            Passkey current = passkeys.of(actor).stream()
                    .filter(passkey -> passkey.id().equals(id))
                    .findFirst()
                    .orElse(null);
            if (current == null) {
                return new Renamed.NotFound();
            }
            if (expectedVersion != null && expectedVersion != current.version()) {
                return new Renamed.Conflict(current);
            }
            Passkey renamed = current.renamed(name.strip());
            if (passkeys.save(actor, renamed, current.version())) {
                return new Renamed.Done(renamed);
            }
        }
    }

    /// Takes a passkey away, unless it is the last way to log in.
    public Removed remove(Actor actor, UUID id, Device device) {
        // Who has a password once has one for good.
        Removed removed =
                passkeys.remove(actor, id, passwords.of(actor.userId()).isPresent());
        if (removed == Removed.DONE) {
            changed(actor, "passkey.removed", id, "A passkey was removed.", device);
        }
        return removed;
    }

    private Passkey passkey(Actor actor, String handle, Registration.Made made, @Nullable String name) {
        Instant now = ids.clock().instant();
        return new Passkey(
                ids.next(),
                actor.userId(),
                made.credentialId(),
                handle,
                made.publicKey(),
                made.signatureCount(),
                made.transports(),
                made.backupEligible(),
                made.backedUp(),
                made.aaguid(),
                name == null ? "Passkey of " + now.toString().substring(0, 10) : name.strip(),
                now,
                null,
                1);
    }

    private void changed(Actor actor, String action, UUID passkeyId, String change, Device device) {
        audit.record(actor, action, "passkey:" + passkeyId, device.ip(), Map.of());
        User user = user(actor);
        if (user.email() != null) {
            letters.notice(user.email(), MailTemplate.FACTOR_CHANGED, device, Map.of("change", change));
        }
    }

    private User user(Actor actor) {
        return accounts.find(actor.userId()).orElseThrow();
    }

    /// Random, so that it tells nothing, not even to whom it is told that they are the same user.
    private String newHandle() {
        byte[] bytes = new byte[HANDLE_BYTES];
        secureRandom.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static boolean acceptable(String name) {
        String stripped = name.strip();
        return !stripped.isEmpty()
                && stripped.length() <= Passkey.MAX_NAME
                && stripped.codePoints().noneMatch(Character::isISOControl);
    }
}
