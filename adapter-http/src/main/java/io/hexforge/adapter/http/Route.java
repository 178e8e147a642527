package io.hexforge.adapter.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/// One thing a client may ask, at its canonical path.
///
/// @param path a template; `{id}` takes one segment, `<id>` takes slashes too
public record Route(HandlerType method, String path, Access access, Metering metering, Handler handler) {
    /// {@return the template as OpenAPI writes it}
    public String template() {
        return path.replace('<', '{').replace('>', '}');
    }
}
