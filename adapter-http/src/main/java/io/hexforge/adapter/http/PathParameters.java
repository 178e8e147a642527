package io.hexforge.adapter.http;

import io.javalin.http.Context;
import java.util.UUID;

/// Reads parameters that stand in a path.
public final class PathParameters {
    private static final int UUID_LENGTH = 36;

    private PathParameters() {}

    /// {@return the id in a path}
    ///
    /// @throws Refused 404 if it is no UUID, because then nothing has it
    public static UUID id(Context ctx, String name) {
        String text = ctx.pathParam(name);
        try {
            if (text.length() == UUID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // Refused below, like one of another length.
        }
        throw new Refused(Problem.notFound("there is no such " + name));
    }
}
