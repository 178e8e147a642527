package io.hexforge.adapter.http;

import io.javalin.http.Context;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Versions of resources as strong entity tags, and `If-Match` against lost updates (RFC 9110, section 13.1.1).
public final class EntityTags {
    private static final Pattern TAG = Pattern.compile("\"v(\\d{1,18})\"");

    private EntityTags() {}

    public static void set(Context ctx, long version) {
        ctx.res().setHeader("ETag", "\"v" + version + "\"");
    }

    /// {@return the version that the client's copy has, or null if it does not care}
    ///
    /// @throws Refused 412 if the header holds no tag of ours: no version can match it
    public static @Nullable Long expectedVersion(Context ctx) {
        String header = ctx.header("If-Match");
        if (header == null || header.strip().equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw new Refused(Problem.preconditionFailed("If-Match holds no tag of this resource"));
        }
        return Long.valueOf(tag.group(1));
    }

    /// {@return the refusal of a change to a version that is no longer the present one}
    public static Refused changedMeanwhile(Context ctx, long currentVersion) {
        set(ctx, currentVersion);
        return new Refused(
                ctx.header("If-Match") == null
                        ? Problem.conflict(
                                "changed_meanwhile", "it was changed by somebody else at the same time; try again")
                        : Problem.preconditionFailed("it was changed meanwhile; read it again"));
    }
}
