package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where logins are kept: `logins.json` in the folder that the operating system has for settings of programs,
/// readable by its owner alone. Whoever writes replaces the whole file at once.
public final class LoginFile {
    private static final String NAME = "logins.json";

    private final Path folder;

    public LoginFile(Path folder) {
        this.folder = folder;
    }

    /// {@return the file of whoever runs this process}
    ///
    /// @param environment of this process
    public static LoginFile ofUser(Map<String, String> environment) {
        Path home = Path.of(System.getProperty("user.home", "."));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return new LoginFile(
                    under(environment, "APPDATA", home.resolve("AppData").resolve("Roaming")));
        }
        Path usual = system.startsWith("mac")
                ? home.resolve("Library").resolve("Application Support")
                : home.resolve(".config");
        return new LoginFile(under(environment, "XDG_CONFIG_HOME", usual));
    }

    private static Path under(Map<String, String> environment, String name, Path usual) {
        String chosen = environment.get(name);
        return (chosen == null || chosen.isBlank() ? usual : Path.of(chosen)).resolve("hexforge");
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /// {@return the login at a server, if there is one}
    public Optional<StoredLogin> at(URI server) {
        return find(Api.withoutSlash(server)).map(login -> new StoredLogin(this, login, InstantSource.system()));
    }

    Optional<Login> find(URI url) {
        return all().stream().filter(login -> login.url().equals(url)).findFirst();
    }

    /// Keeps a login, in place of an earlier one at the same server.
    void put(Login login) {
        List<Login> logins = without(login.url());
        logins.add(login);
        write(logins);
    }

    void forget(URI url) {
        write(without(url));
    }

    private List<Login> without(URI url) {
        var logins = new ArrayList<>(all());
        logins.removeIf(login -> login.url().equals(url));
        return logins;
    }

    private List<Login> all() {
        if (!Files.exists(path())) {
            return List.of();
        }
        try {
            var logins = new ArrayList<Login>();
            for (JsonNode each : Api.JSON.readTree(Files.readAllBytes(path()))) {
                logins.add(new Login(
                        URI.create(each.path("url").asText()),
                        each.path("username").asText(),
                        new Secret(each.path("access_token").asText()),
                        Instant.parse(each.path("access_until").asText()),
                        new Secret(each.path("refresh_token").asText())));
            }
            return logins;
        } catch (IOException | RuntimeException e) {
            throw new CommandFailed(path() + " cannot be read; log in again after removing it", e);
        }
    }

    private void write(List<Login> logins) {
        ArrayNode json = Api.JSON.createArrayNode();
        for (Login login : logins) {
            ObjectNode each = json.addObject();
            each.put("url", login.url().toString()).put("username", login.username());
            each.put("access_token", login.accessToken().reveal());
            each.put("access_until", login.accessUntil().toString());
            each.put("refresh_token", login.refreshToken().reveal());
        }
        try {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.exists(folder)) {
                Files.createDirectory(folder, owners("rwx------"));
            }
            Path fresh = Files.createTempFile(folder, NAME, ".new", owners("rw-------"));
            byte[] text = json.toPrettyString().getBytes(StandardCharsets.UTF_8);
            Files.write(fresh, text, StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(fresh, path(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CommandFailed("cannot write " + path() + ": " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] owners(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
