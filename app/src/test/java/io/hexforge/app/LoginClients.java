package io.hexforge.app;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// People who log in, each with a browser of their own, for one test.
final class LoginClients implements AutoCloseable {
    private final List<LoginClient> all = new ArrayList<>();

    LoginClient at(Node node) {
        var client = new LoginClient(URI.create(node.url().toString()));
        all.add(client);
        return client;
    }

    @Override
    public void close() {
        all.forEach(LoginClient::close);
    }
}
