package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Profile;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.AvatarImages;
import io.hexforge.ports.driven.identity.ProfileStore;
import io.hexforge.ports.driven.ops.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Shows and changes what users tell about themselves. Stateless; safe for concurrent use.
public final class ManageProfile {
    /// The largest picture that is taken.
    public static final int MAX_AVATAR_BYTES = 5 << 20;

    private static final int LONGEST_NAME = 120;
    private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,39}");
    private static final int ATTEMPTS = 5;

    private final AccountStore accounts;
    private final ProfileStore profiles;
    private final BlobStore blobs;
    private final AvatarImages images;
    private final InstantSource clock;

    public ManageProfile(
            AccountStore accounts, ProfileStore profiles, BlobStore blobs, AvatarImages images, InstantSource clock) {
        this.accounts = accounts;
        this.profiles = profiles;
        this.blobs = blobs;
        this.images = images;
        this.clock = clock;
    }

    /// A user with its profile.
    public record Person(User user, Profile profile) {
        /// {@return a number that grows with each change to either}
        public long version() {
            return user.version() + profile.version();
        }
    }

    /// What is to become different.
    ///
    /// @param username null to keep it
    /// @param fullName null to keep it
    /// @param profile the rest
    public record Change(
            @Nullable String username, @Nullable String fullName, UnaryOperator<Profile> profile) {}

    public sealed interface Changed {
        record Saved(Person person) implements Changed {}

        record Refused(List<Violation> violations) implements Changed {
            public Refused {
                violations = List.copyOf(violations);
            }
        }

        /// Somebody else has the username.
        record UsernameTaken() implements Changed {}

        /// It is not of the version that was expected, or others kept changing it.
        record Conflict(Person current) implements Changed {}
    }

    public Person show(Actor actor) {
        User user = accounts.find(actor.userId())
                .orElseThrow(() -> new PortException(Kind.UNAVAILABLE, "the account was just deleted", null));
        return new Person(user, profiles.of(actor).orElseGet(() -> Profile.blank(user)));
    }

    /// @param expectedVersion the [Person#version] that the caller has seen; null if any will do
    public Changed change(Actor actor, Change change, @Nullable Long expectedVersion) {
        Person current = show(actor);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (expectedVersion != null && expectedVersion != current.version()) {
                return new Changed.Conflict(current);
            }
            Optional<Changed> outcome = attempt(actor, current, change);
            if (outcome.isPresent()) {
                return outcome.get();
            }
            current = show(actor);
        }
        return new Changed.Conflict(current);
    }

    /// {@return empty if somebody else was quicker}
    private Optional<Changed> attempt(Actor actor, Person current, Change change) {
        Instant now = clock.instant();
        String username = change.username() == null
                ? current.user().username()
                : change.username().strip().toLowerCase(Locale.ROOT);
        String name = change.fullName() == null
                ? current.user().displayName()
                : Normalizer.normalize(change.fullName().strip(), Normalizer.Form.NFC);
        Profile profile = change.profile().apply(current.profile()).savedAt(now);
        var violations = new ArrayList<>(profile.violations(now));
        // What was right when it was said, and no longer is, keeps nobody from saying something else.
        violations.removeAll(current.profile().violations(now));
        violations.addAll(nameViolations(current.user(), username, name));
        if (!violations.isEmpty()) {
            return Optional.of(new Changed.Refused(violations));
        }
        User user = current.user();
        if (!username.equals(user.username()) || !name.equals(user.displayName())) {
            User renamed = user.named(username, name);
            switch (accounts.save(renamed, user.version())) {
                case DONE -> user = renamed;
                case USERNAME_TAKEN -> {
                    return Optional.of(new Changed.UsernameTaken());
                }
                case STALE, EMAIL_TAKEN -> {
                    return Optional.empty();
                }
            }
        }
        return profiles.save(actor, profile, current.profile().version())
                ? Optional.of(new Changed.Saved(new Person(user, profile)))
                : Optional.empty();
    }

    private static List<Violation> nameViolations(User user, String username, String name) {
        var violations = new ArrayList<Violation>();
        if (!username.equals(user.username()) && !USERNAME.matcher(username).matches()) {
            violations.add(
                    new Violation("/username", "must be 2 to 40 letters a to z, digits, dots, dashes and underscores"));
        }
        if (name.codePointCount(0, name.length()) > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            violations.add(new Violation("/full_name", "must be one line of at most " + LONGEST_NAME + " characters"));
        }
        return violations;
    }

    public sealed interface Pictured {
        record Saved(Person person) implements Pictured {}

        /// @param reason what is wrong with the picture and what is accepted
        record Refused(String reason) implements Pictured {}
    }

    /// Keeps a picture of the user, in place of an earlier one.
    ///
    /// @param upload at most [#MAX_AVATAR_BYTES]
    public Pictured putAvatar(Actor actor, byte[] upload) {
        if (upload.length > MAX_AVATAR_BYTES) {
            throw new IllegalArgumentException("the caller lets no larger picture through");
        }
        return switch (images.normalise(upload)) {
            case AvatarImages.Outcome.Refused(String reason) -> new Pictured.Refused(reason);
            case AvatarImages.Outcome.Picture(byte[] bytes, String type) ->
                new Pictured.Saved(keep(actor, bytes, type));
        };
    }

    private Person keep(Actor actor, byte[] bytes, String type) {
        var key = new BlobKey("avatars/" + actor.userId() + "/" + clock.millis() + "-" + UUID.nameUUIDFromBytes(bytes));
        blobs.put(key, new ByteArrayInputStream(bytes));
        return repicture(actor, new Profile.Avatar(key, type));
    }

    /// Forgets the picture, if there is one.
    public Person removeAvatar(Actor actor) {
        return repicture(actor, null);
    }

    /// The blob that is no longer referred to goes last: at worst one is left over, never one is missing.
    private Person repicture(Actor actor, Profile.@Nullable Avatar avatar) {
        Person current = show(actor);
        while (!profiles.save(
                actor,
                current.profile().picturedBy(avatar).savedAt(clock.instant()),
                current.profile().version())) {
            current = show(actor);
        }
        Profile.Avatar old = current.profile().avatar();
        if (old != null && !old.equals(avatar)) {
            blobs.delete(old.blob());
        }
        return show(actor);
    }

    /// The picture of a user.
    ///
    /// @param content to be closed by the caller
    public record Picture(InputStream content, String contentType, String tag) {}

    public Optional<Picture> avatar(Actor actor) {
        return profiles.of(actor)
                .map(Profile::avatar)
                .flatMap(avatar -> blobs.find(avatar.blob())
                        .map(content -> new Picture(
                                content, avatar.contentType(), avatar.blob().value())));
    }
}
