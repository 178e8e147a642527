package io.hexforge.adapter.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "logout", description = "Ends the login at a server, and forgets it here.")
final class LogoutCommand extends InstallationCommand {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server; else HEXFORGE_URL, else the one on this machine.")
    @Nullable
    String url;

    LogoutCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        URI server = installation.server(url);
        LoginFile file = installation.logins();
        Login login = file.find(server).orElseThrow(() -> new CommandFailed("you are not logged in at " + server));
        file.forget(server);
        try (var api = Api.anonymous(server)) {
            var body = Api.JSON
                    .createObjectNode()
                    .put("refresh_token", login.refreshToken().reveal());
            api.post("/v1/auth/logout", body);
        }
        terminal.out().println("logged out at " + server);
        return 0;
    }
}
