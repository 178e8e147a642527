package io.hexforge.adapter.oidc.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.ExternalIdentity;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.IdentityProviders.Proof;
import io.hexforge.ports.driven.identity.IdentityProviders.Redeemed;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One issuer and this installation as its client. Safe for concurrent use.
final class Provider implements AutoCloseable {
    private static final Duration METADATA_KEPT = Duration.ofHours(1);
    private static final Duration KEYS_KEPT = Duration.ofMinutes(6);
    private static final Duration KEYS_WAITED_FOR = Duration.ofSeconds(15);
    private static final Duration CLOCKS_MAY_DIFFER_BY = Duration.ofSeconds(60);

    /// Key pairs only: with a shared secret, or with none, whoever knows the client could make tokens.
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);

    private final OidcProviders.Client client;
    private final OidcProviders.Settings settings;
    private final InstantSource clock;
    private final GuardedHttp http;
    private final ReentrantLock discovering = new ReentrantLock();
    private volatile @Nullable Discovered discovered;

    Provider(OidcProviders.Client client, OidcProviders.Settings settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.http = new GuardedHttp(client.issuer(), settings.allowPrivate());
    }

    private record Discovered(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant at) {}

    URI authorization(Proof proof) {
        OIDCProviderMetadata metadata = discover().metadata();
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE, new Scope("openid", "email", "profile"), id(), client.redirect())
                .endpointURI(metadata.getAuthorizationEndpointURI())
                .state(new State(proof.state()))
                .nonce(new Nonce(proof.nonce()))
                .codeChallenge(new CodeVerifier(proof.verifier().reveal()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    Redeemed redeem(Proof proof, String code, @Nullable String issuer) {
        Discovered now = discover();
        boolean mustSay = now.metadata().supportsAuthorizationResponseIssuerParam();
        if (issuer == null ? mustSay : !issuer.equals(client.issuer().toString())) {
            return new Redeemed.Refused("the answer comes from issuer " + issuer);
        }
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(
                    tokenRequest(now.metadata(), proof, code).toHTTPRequest().send(http));
            if (!response.indicatesSuccess()) {
                ErrorObject error = response.toErrorResponse().getErrorObject();
                return new Redeemed.Refused("the code was refused: " + error.getCode());
            }
            OIDCTokens tokens = ((OIDCTokenResponse) response).getOIDCTokens();
            IDTokenClaimsSet claims = validator(now).validate(tokens.getIDToken(), new Nonce(proof.nonce()));
            return new Redeemed.Known(identity(claims, now.metadata(), tokens));
        } catch (RateLimitReachedException e) {
            return new Redeemed.Refused("the token names a key that the issuer did not have a moment ago");
        } catch (BadJOSEException | ParseException e) {
            return new Redeemed.Refused("the token is not valid: " + e.getMessage());
        } catch (JOSEException e) {
            throw e instanceof JWKSetParseException ? broken("its keys are not understood", e) : unavailable(e);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private TokenRequest tokenRequest(OIDCProviderMetadata metadata, Proof proof, String code) {
        var grant = new AuthorizationCodeGrant(
                new AuthorizationCode(code),
                client.redirect(),
                new CodeVerifier(proof.verifier().reveal()));
        return new TokenRequest.Builder(metadata.getTokenEndpointURI(), authentication(metadata), grant).build();
    }

    private ClientAuthentication authentication(OIDCProviderMetadata metadata) {
        var secret = new com.nimbusds.oauth2.sdk.auth.Secret(client.secret().reveal());
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean inBody = methods != null
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return inBody ? new ClientSecretPost(id(), secret) : new ClientSecretBasic(id(), secret);
    }

    private IDTokenValidator validator(Discovered now) {
        var keys = new JWSVerificationKeySelector<>(ALGORITHMS, now.keys());
        var validator = new IDTokenValidator(new Issuer(client.issuer()), id(), keys, null);
        validator.setMaxClockSkew((int) CLOCKS_MAY_DIFFER_BY.toSeconds());
        return validator;
    }

    private ExternalIdentity identity(IDTokenClaimsSet token, OIDCProviderMetadata metadata, OIDCTokens tokens)
            throws ParseException, IOException {
        String subject = token.getSubject().getValue();
        if (subject.length() > ExternalIdentity.MAX_SUBJECT) {
            throw new ParseException("the subject is longer than " + ExternalIdentity.MAX_SUBJECT);
        }
        ClaimsSet claims = token;
        if (token.getClaim("email") == null && metadata.getUserInfoEndpointURI() != null) {
            claims = userInfo(metadata.getUserInfoEndpointURI(), tokens, subject);
        }
        return new ExternalIdentity(client.issuer().toString(), subject, vouchedFor(claims), text(claims, "name"));
    }

    /// Some issuers tell the address only there.
    private ClaimsSet userInfo(URI endpoint, OIDCTokens tokens, String subject) throws ParseException, IOException {
        UserInfoResponse response = UserInfoResponse.parse(new UserInfoRequest(endpoint, tokens.getBearerAccessToken())
                .toHTTPRequest()
                .send(http));
        if (!response.indicatesSuccess()) {
            throw new ParseException("the issuer does not say who it is");
        }
        var info = response.toSuccessResponse().getUserInfo();
        if (info == null || !info.getSubject().getValue().equals(subject)) {
            throw new ParseException("the issuer speaks of somebody else than the token");
        }
        return info;
    }

    private static @Nullable EmailAddress vouchedFor(ClaimsSet claims) {
        Object verified = claims.getClaim("email_verified");
        String address = text(claims, "email");
        boolean vouched = Boolean.TRUE.equals(verified) || "true".equals(verified);
        return vouched && address != null ? EmailAddress.parse(address).orElse(null) : null;
    }

    private static @Nullable String text(ClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text && !text.isBlank() ? text : null;
    }

    private Discovered discover() {
        Discovered known = discovered;
        if (known != null && fresh(known)) {
            return known;
        }
        discovering.lock();
        try {
            Discovered meanwhile = discovered;
            Discovered now = meanwhile != null && fresh(meanwhile) ? meanwhile : fetched(meanwhile);
            discovered = now;
            return now;
        } finally {
            discovering.unlock();
        }
    }

    private boolean fresh(Discovered known) {
        return clock.instant().isBefore(known.at().plus(METADATA_KEPT));
    }

    /// What was known serves on while the issuer is away.
    private Discovered fetched(@Nullable Discovered known) {
        try {
            return fetched();
        } catch (PortException e) {
            if (known == null) {
                throw e;
            }
            LOG.warn("{} is taken as it was: {}", client.name(), e.getMessage());
            return new Discovered(known.metadata(), known.keys(), clock.instant());
        }
    }

    private Discovered fetched() {
        try {
            URL document = OIDCProviderMetadata.resolveURL(new Issuer(client.issuer()));
            OIDCProviderMetadata metadata =
                    OIDCProviderMetadata.parse(http.retrieveResource(document).getContent());
            if (!metadata.getIssuer().getValue().equals(client.issuer().toString())) {
                throw broken(document + " is the document of another issuer, " + metadata.getIssuer(), null);
            }
            if (!onTheWeb(metadata.getAuthorizationEndpointURI())
                    || !onTheWeb(metadata.getTokenEndpointURI())
                    || !onTheWeb(metadata.getJWKSetURI())) {
                throw broken(document + " lacks an endpoint", null);
            }
            return new Discovered(metadata, keys(metadata.getJWKSetURI().toURL()), clock.instant());
        } catch (MalformedURLException | ParseException | IllegalArgumentException e) {
            throw broken("the issuer's document is not understood", e);
        } catch (com.nimbusds.oauth2.sdk.GeneralException | IOException e) {
            throw unavailable(e);
        }
    }

    private static boolean onTheWeb(@Nullable URI uri) {
        return uri != null
                && uri.getHost() != null
                && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
    }

    private JWKSource<SecurityContext> keys(URL url) {
        return JWKSourceBuilder.<SecurityContext>create(url, http)
                .cache(KEYS_KEPT.toMillis(), KEYS_WAITED_FOR.toMillis())
                .refreshAheadCache(false)
                .rateLimited(settings.keysEvery().toMillis())
                .retrying(true)
                .build();
    }

    private ClientID id() {
        return new ClientID(client.id());
    }

    private PortException broken(String how, @Nullable Exception e) {
        LOG.warn("{} does not say what it must: {}: {}", client.name(), how, e == null ? "" : e.getMessage());
        return new PortException(Kind.BROKEN, client.name() + ": " + how, e);
    }

    private PortException unavailable(Exception e) {
        return new PortException(Kind.UNAVAILABLE, client.name() + " cannot be asked: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            LOG.debug("a connection to {} did not close well", client.name(), e);
        }
    }
}
