package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.JsonColumn;
import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.domain.identity.Profile;
import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.identity.ProfileStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// Profiles in `identity.profiles`. Whose they are is row security's matter, not that of the statements.
public final class PostgresProfileStore implements ProfileStore {
    private final Database database;

    public PostgresProfileStore(Database database) {
        this.database = database;
    }

    private static final String OF = "select * from identity.profiles where user_id = :user_id";

    @Override
    public Optional<Profile> of(Actor actor) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(OF)
                        .bind("user_id", actor.userId())
                        .map((row, context) -> profile(row))
                        .findOne());
    }

    private static final String INSERT = """
            insert into identity.profiles
                (user_id, bio, date_of_birth, age, profession, heard_from, avatar_url, avatar_blob, avatar_type,
                 survey_completed, onboarding, preferences, muted, updated_at, version)
            values
                (:user_id, :bio, :date_of_birth::date, :age::integer, :profession, :heard_from, :avatar_url, :avatar_blob,
                 :avatar_type, :survey_completed, :onboarding::json, :preferences::json, :muted, :updated_at, :version)
            on conflict do nothing
            """;

    private static final String UPDATE = """
            update identity.profiles
            set bio = :bio, date_of_birth = :date_of_birth::date, age = :age::integer, profession = :profession,
                heard_from = :heard_from, avatar_url = :avatar_url, avatar_blob = :avatar_blob,
                avatar_type = :avatar_type, survey_completed = :survey_completed, onboarding = :onboarding::json,
                preferences = :preferences::json, muted = :muted, updated_at = :updated_at, version = :version
            where user_id = :user_id and version = :expected_version
            """;

    @Override
    public boolean save(Actor actor, Profile changed, long expectedVersion) {
        return database.inActor(actor, handle -> {
            if (expectedVersion == 0) {
                return bind(handle.createUpdate(INSERT), changed).execute() == 1;
            }
            return bind(handle.createUpdate(UPDATE), changed)
                            .bind("expected_version", expectedVersion)
                            .execute()
                    == 1;
        });
    }

    private static Update bind(Update update, Profile profile) {
        Profile.Avatar avatar = profile.avatar();
        return update.bind("user_id", profile.userId())
                .bind("bio", profile.bio())
                .bind("date_of_birth", profile.dateOfBirth())
                .bind("age", profile.age())
                .bind("profession", profile.profession())
                .bind("heard_from", profile.heardFrom())
                .bind("avatar_url", profile.avatarUrl())
                .bind("avatar_blob", avatar == null ? null : avatar.blob().value())
                .bind("avatar_type", avatar == null ? null : avatar.contentType())
                .bind("survey_completed", profile.surveyCompleted())
                .bind("onboarding", JsonColumn.write(profile.onboarding()))
                .bind("preferences", JsonColumn.write(profile.preferences()))
                .bindArray(
                        "muted",
                        String.class,
                        profile.muted().stream().map(NotificationKind::wireName).toArray())
                .bind("updated_at", Columns.timestamp(profile.updatedAt()))
                .bind("version", profile.version());
    }

    private static Profile profile(ResultSet row) throws SQLException {
        Long age = Columns.longOrNull(row, "age");
        return new Profile(
                Columns.uuid(row, "user_id"),
                row.getString("bio"),
                row.getObject("date_of_birth", LocalDate.class),
                age == null ? null : age.intValue(),
                row.getString("profession"),
                row.getString("heard_from"),
                row.getString("avatar_url"),
                avatar(row.getString("avatar_blob"), row.getString("avatar_type")),
                row.getBoolean("survey_completed"),
                JsonColumn.readObject(row.getString("onboarding")),
                JsonColumn.readObject(row.getString("preferences")),
                muted(row),
                Columns.instant(row, "updated_at"),
                row.getLong("version"));
    }

    private static Profile.@Nullable Avatar avatar(@Nullable String blob, @Nullable String type) {
        return blob == null || type == null ? null : new Profile.Avatar(new BlobKey(blob), type);
    }

    /// Kinds that a newer build knows are left out.
    private static Set<NotificationKind> muted(ResultSet row) throws SQLException {
        return Columns.texts(row, "muted").stream()
                .flatMap(name -> NotificationKind.named(name).stream())
                .collect(Collectors.toSet());
    }
}
