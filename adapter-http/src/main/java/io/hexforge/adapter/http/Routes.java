package io.hexforge.adapter.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;

/// Collects the routes of all groups before the server starts. Not safe for concurrent use.
public final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /// Routes that belong together and add themselves.
    public interface Group {
        void addTo(Routes routes);
    }

    public Routes get(String path, Access access, Handler handler) {
        return get(path, access, Metering.asRequest(), handler);
    }

    public Routes get(String path, Access access, Metering metering, Handler handler) {
        return add(new Route(HandlerType.GET, path, access, metering, handler));
    }

    public Routes post(String path, Access access, Handler handler) {
        return post(path, access, Metering.asRequest(), handler);
    }

    public Routes post(String path, Access access, Metering metering, Handler handler) {
        return add(new Route(HandlerType.POST, path, access, metering, handler));
    }

    public Routes put(String path, Access access, Handler handler) {
        return put(path, access, Metering.asRequest(), handler);
    }

    public Routes put(String path, Access access, Metering metering, Handler handler) {
        return add(new Route(HandlerType.PUT, path, access, metering, handler));
    }

    public Routes patch(String path, Access access, Handler handler) {
        return patch(path, access, Metering.asRequest(), handler);
    }

    public Routes patch(String path, Access access, Metering metering, Handler handler) {
        return add(new Route(HandlerType.PATCH, path, access, metering, handler));
    }

    public Routes delete(String path, Access access, Handler handler) {
        return delete(path, access, Metering.asRequest(), handler);
    }

    public Routes delete(String path, Access access, Metering metering, Handler handler) {
        return add(new Route(HandlerType.DELETE, path, access, metering, handler));
    }

    /// {@return all routes}
    public List<Route> all() {
        return List.copyOf(routes);
    }

    static Routes of(List<? extends Group> groups) {
        var routes = new Routes();
        groups.forEach(group -> group.addTo(routes));
        return routes;
    }

    private Routes add(Route route) {
        routes.add(route);
        return this;
    }
}
