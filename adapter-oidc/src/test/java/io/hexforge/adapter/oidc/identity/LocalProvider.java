package io.hexforge.adapter.oidc.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// An OpenID Connect provider on this machine that holds its clients to the standard, and breaks it itself on demand.
/// Everybody who comes is logged in at once, as whoever the test says.
public final class LocalProvider implements AutoCloseable {
    public static final String CLIENT = "hexforge";
    public static final String SECRET = "a client's secret: 100% & more";

    private static final RSAKey FIRST = newKey();

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final Map<String, Object> userInfo = new HashMap<>();
    private volatile RSAKey key = FIRST;
    private volatile RSAKey published = key;
    private volatile Consumer<JWTClaimsSet.Builder> claims = builder -> {};
    private volatile Function<JWTClaimsSet, String> signer = this::signed;
    private volatile Consumer<Map<String, Object>> document = fields -> {};
    private volatile String wholeDocument = "";
    private volatile String wholeKeys = "";
    private volatile boolean saysIssuer = true;
    private volatile boolean away;

    public LocalProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/openid-configuration", this::metadata);
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/userinfo", exchange -> json(exchange, 200, json(userInfo)));
        server.createContext("/keys", exchange -> {
            keyRequests.incrementAndGet();
            String keys = wholeKeys.isEmpty() ? new JWKSet(published.toPublicJWK()).toString() : wholeKeys;
            json(exchange, 200, keys);
        });
        server.createContext("/", exchange -> json(exchange, 404, "{}"));
        server.start();
    }

    public URI issuer() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /// Whoever comes from now on is this one.
    public LocalProvider knows(String subject, String email, boolean verified) {
        return claiming(token -> token.subject(subject).claim("email", email).claim("email_verified", verified));
    }

    /// Changes the tokens that it issues from now on.
    public LocalProvider claiming(Consumer<JWTClaimsSet.Builder> change) {
        claims = change;
        return this;
    }

    /// Says this at the endpoint for user information.
    public LocalProvider tells(Map<String, Object> info) {
        userInfo.clear();
        userInfo.putAll(info);
        return this;
    }

    /// Changes its discovery document.
    public LocalProvider documents(Consumer<Map<String, Object>> change) {
        document = change;
        return this;
    }

    /// Says this as its discovery document; what it should if it is empty.
    public LocalProvider saying(String text) {
        wholeDocument = text;
        return this;
    }

    /// Publishes this as its keys; what it should if it is empty.
    public LocalProvider publishing(String text) {
        wholeKeys = text;
        return this;
    }

    /// Leaves tokens without a signature.
    public LocalProvider signingNothing() {
        signer = token -> new PlainJWT(token).serialize();
        return this;
    }

    /// Signs as it should.
    public LocalProvider signingHonestly() {
        signer = this::signed;
        return this;
    }

    /// Signs with what everybody knows, its public key, as if that were a shared secret.
    public LocalProvider signingWithItsPublicKey() {
        signer = token -> {
            try {
                return mac(token, key.toRSAPublicKey().getEncoded());
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        };
        return this;
    }

    /// Signs with the client's secret, as some providers do.
    public LocalProvider signingWithTheClientsSecret() {
        signer = token -> mac(token, (SECRET + SECRET).getBytes(UTF_8));
        return this;
    }

    /// Signs with a key that it does not publish, under the name of one that it does.
    public LocalProvider signingWithAForgedKey() {
        RSAKey forged = newKey();
        signer = token -> signed(token, forged, key.getKeyID());
        return this;
    }

    /// Signs with a new key.
    ///
    /// @param published whether the old one is replaced where keys are published
    public LocalProvider rotating(boolean publishes) {
        key = newKey();
        published = publishes ? key : published;
        return this;
    }

    /// @param says whether it says who it is when it sends a browser back (RFC 9207)
    public LocalProvider sayingIssuer(boolean says) {
        saysIssuer = says;
        return this;
    }

    public LocalProvider away(boolean isAway) {
        away = isAway;
        return this;
    }

    public int keyRequests() {
        return keyRequests.get();
    }

    private void metadata(HttpExchange exchange) throws IOException {
        if (away) {
            json(exchange, 503, "{}");
            return;
        }
        var fields = new LinkedHashMap<String, Object>();
        fields.put("issuer", issuer().toString());
        fields.put("authorization_endpoint", issuer() + "/authorize");
        fields.put("token_endpoint", issuer() + "/token");
        fields.put("userinfo_endpoint", issuer() + "/userinfo");
        fields.put("jwks_uri", issuer() + "/keys");
        fields.put("response_types_supported", java.util.List.of("code"));
        fields.put("subject_types_supported", java.util.List.of("public"));
        fields.put("id_token_signing_alg_values_supported", java.util.List.of("RS256"));
        fields.put("authorization_response_iss_parameter_supported", true);
        document.accept(fields);
        json(exchange, 200, wholeDocument.isEmpty() ? json(fields) : wholeDocument);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        if (!CLIENT.equals(query.get("client_id"))
                || !"S256".equals(query.get("code_challenge_method"))
                || !query.getOrDefault("scope", "").contains("openid")) {
            json(exchange, 400, "{\"error\":\"invalid_request\"}");
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, query);
        String back = query.get("redirect_uri") + "?code=" + code + "&state="
                + URLEncoder.encode(query.getOrDefault("state", ""), UTF_8)
                + (saysIssuer ? "&iss=" + URLEncoder.encode(issuer().toString(), UTF_8) : "");
        exchange.getResponseHeaders().add("Location", back);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        String basic = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + URLEncoder.encode(SECRET, UTF_8)).getBytes(UTF_8));
        if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            json(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !asked.get("redirect_uri").equals(form.get("redirect_uri"))
                || !asked.get("code_challenge").equals(hash(form.getOrDefault("code_verifier", "")))) {
            json(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        var token = new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .audience(CLIENT)
                .subject("somebody")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("nonce", asked.get("nonce"));
        claims.accept(token);
        json(
                exchange,
                200,
                "{\"access_token\":\"opaque\",\"token_type\":\"Bearer\",\"expires_in\":300,\"id_token\":\"%s\"}"
                        .formatted(signer.apply(token.build())));
    }

    private String signed(JWTClaimsSet token) {
        return signed(token, key, key.getKeyID());
    }

    private static String signed(JWTClaimsSet token, RSAKey key, String name) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(name).build(), token);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String mac(JWTClaimsSet token, byte[] secret) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    token);
            jwt.sign(new MACSigner(secret));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String json(Map<String, Object> fields) {
        return com.nimbusds.jose.util.JSONObjectUtils.toJSONString(fields);
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> form(String encoded) {
        var fields = new HashMap<String, String>();
        for (String pair : encoded.split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
