package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import java.net.URI;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "login", description = "Logs you in at a server. The password is typed unseen, or read from the input.")
final class LoginCommand extends InstallationCommand {
    private static final String SECOND_FACTOR = "mfa_required";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server; else HEXFORGE_URL, else the one on this machine.")
    @Nullable
    String url;

    @Option(names = "--user", paramLabel = "NAME", description = "Your address or user name; asked for if absent.")
    @Nullable
    String user;

    LoginCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        URI server = installation.server(url);
        String name = user != null
                ? user
                : terminal.readLine("Address or user name: ").orElse("").strip();
        var password = new Secret(terminal.readSecret("Password: "));
        try (var api = Api.anonymous(server)) {
            Login login = StoredLogin.of(server, answer(api, name, password), InstantSource.system());
            LoginFile file = installation.logins();
            file.put(login);
            terminal.err().println("The login is kept in " + file.path() + "; hexforge logout ends it");
            terminal.out().println("logged in at " + server + " as " + login.username());
        }
        return 0;
    }

    private JsonNode answer(Api api, String name, Secret password) {
        ObjectNode body = Api.JSON.createObjectNode().put("username", name).put("password", password.reveal());
        try {
            return api.post("/v1/auth/login", body);
        } catch (ServerRefusal refusal) {
            if (!refusal.code().equals(SECOND_FACTOR)) {
                throw refusal;
            }
            body.put(
                    "otp",
                    terminal.readSecret("Code from your app, or a recovery code: ")
                            .strip());
            return api.post("/v1/auth/login", body);
        }
    }
}
