package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.app.bench.AuthenticatorApp;
import io.hexforge.ports.driven.identity.SoftAuthenticator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

/// Somebody who signs up and logs in over HTTP, with a browser's memory for cookies, or with none.
final class LoginClient implements AutoCloseable {
    static final String PASSWORD = "a rather long passphrase 7";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final URI server;
    private String token = "";

    LoginClient(URI server) {
        this.server = server;
    }

    /// An answer with its body parsed.
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        String code() {
            return body.path("code").asText();
        }

        Answer is(int expected) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            return this;
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, json);
    }

    Answer send(String method, String path, String json) throws IOException, InterruptedException {
        return send(method, server.resolve(path), json);
    }

    /// Goes to any URL; what is set as cookies by it is sent back to it and to nobody else.
    Answer send(String method, URI url, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url);
        boolean home = url.getHost().equals(server.getHost()) && url.getPort() == server.getPort();
        if (home && !token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (home && !cookies.isEmpty()) {
            var pairs = cookies.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue());
            request.header("Cookie", String.join("; ", pairs.toList()));
        }
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (home) {
            response.headers().allValues("Set-Cookie").forEach(this::keep);
        }
        boolean parsed =
                response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(response.statusCode(), JSON.readTree(parsed ? response.body() : "{}"), response);
    }

    private void keep(String setCookie) {
        String pair = setCookie.substring(0, setCookie.indexOf(';'));
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /// Comes back as if from another browser.
    LoginClient forgettingCookies() {
        cookies.clear();
        return this;
    }

    /// Is the same browser as another, for which the server's name leads to this node now.
    LoginClient like(LoginClient browser) {
        cookies.putAll(browser.cookies);
        token = browser.token;
        return this;
    }

    LoginClient showing(String credential) {
        token = credential;
        return this;
    }

    /// Makes an account with a password, and logs in to it.
    LoginClient newcomer(String email) throws IOException, InterruptedException {
        post("/v1/auth/register", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD))
                .is(201);
        Answer login = post("/v1/auth/login", "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD));
        token = login.is(200).body().path("access_token").asText();
        return this;
    }

    /// Adds an authenticator app to the account.
    ///
    /// @return its secret and recovery codes
    JsonNode turnOnSecondFactor() throws Exception {
        JsonNode setup = post("/v1/auth/mfa/setup", "{}").is(200).body();
        String number = AuthenticatorApp.number(setup.path("secret").asText());
        post("/v1/auth/mfa/verify", "{\"code\":\"" + number + "\"}").is(200);
        return setup;
    }

    /// Adds the authenticator's passkey to the account.
    Answer register(SoftAuthenticator authenticator) throws IOException, InterruptedException {
        JsonNode options =
                post("/v1/auth/passkeys/register/start", "{}").is(200).body().path("public_key");
        String response = authenticator.register(
                options.path("challenge").asText(), options.at("/user/id").asText());
        return post("/v1/auth/passkeys/register/finish", "{\"name\":\"mine\",\"credential\":" + response + "}");
    }

    /// {@return the challenge of a login with whatever passkey}
    String challenge() throws IOException, InterruptedException {
        return challenge("{}");
    }

    String challenge(String who) throws IOException, InterruptedException {
        return post("/v1/auth/passkeys/login/start", who)
                .is(200)
                .body()
                .at("/public_key/challenge")
                .asText();
    }

    Answer logIn(String response) throws IOException, InterruptedException {
        return post("/v1/auth/passkeys/login/finish", "{\"credential\":" + response + "}");
    }

    @Override
    public void close() {
        http.close();
    }
}
