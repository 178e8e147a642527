package io.hexforge.app;

import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.identity.LoginPage;
import io.hexforge.adapter.http.identity.PasskeyRoutes;
import io.hexforge.adapter.http.identity.ProviderLoginRoutes;
import io.hexforge.adapter.oidc.identity.OidcProviders;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.identity.PostgresExternalLoginStore;
import io.hexforge.adapter.postgres.identity.PostgresPasskeyStore;
import io.hexforge.adapter.webauthn.identity.WebAuthnCeremonies;
import io.hexforge.app.config.Config;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.IdentityProviders;
import io.hexforge.ports.driven.identity.PasskeyCeremonies;
import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.ExternalLogins;
import io.hexforge.ports.driving.identity.LogInWithPasskey;
import io.hexforge.ports.driving.identity.LogInWithProvider;
import io.hexforge.ports.driving.identity.ManagePasskeys;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/// How people log in without a password: passkeys, and accounts elsewhere.
record LoginWays(
        ManagePasskeys managePasskeys,
        LogInWithPasskey logInWithPasskey,
        LogInWithProvider logInWithProvider,
        ExternalLogins externalLogins,
        URI frontend,
        RandomGenerator secureRandom) {
    /// What they need from outside.
    ///
    /// @param decoyKey stays the same for as long as the oldest encryption key is kept
    record Driven(
            PasskeyStore passkeys,
            PasskeyCeremonies ceremonies,
            ExternalLoginStore externalLogins,
            IdentityProviders issuers,
            ChallengeStore challenges,
            Secret decoyKey,
            URI frontend) {
        static Driven over(
                Database identity,
                ChallengeStore challenges,
                IdentityProviders issuers,
                Config config,
                List<EncryptionKey> keys,
                SecureRandom random) {
            var site = new WebAuthnCeremonies.Site(
                    config.passkeys().rpId(), "Hexforge", config.passkeys().origins(), ManagePasskeys.PATIENCE);
            String oldest = Base64.getEncoder().encodeToString(keys.getLast().bytes());
            return new Driven(
                    new PostgresPasskeyStore(identity),
                    new WebAuthnCeremonies(site, random),
                    new PostgresExternalLoginStore(identity),
                    issuers,
                    challenges,
                    new Secret(
                            SecretHash.of("passkeys that nobody has " + oldest).hex()),
                    URI.create(config.tenancy().frontend().toString().replaceAll("/+$", "")));
        }
    }

    static OidcProviders issuers(Config config, InstantSource clock) {
        List<OidcProviders.Client> clients = config.oidc().stream()
                .map(each -> new OidcProviders.Client(
                        each.name(), each.issuer(), each.clientId(), each.clientSecret(), each.redirect()))
                .toList();
        var settings = new OidcProviders.Settings(
                config.upstream().allowPrivate(), OidcProviders.Settings.DEFAULT.keysEvery());
        return new OidcProviders(clients, settings, clock);
    }

    static LoginWays over(
            Driven driven,
            AccountStore accounts,
            AuditTrail audit,
            PasswordCases passwords,
            Ids ids,
            SecureRandom random) {
        var stored = passwords.driven().passwords();
        var letters = passwords.letters();
        var externalLogins = new ExternalLogins(driven.externalLogins(), accounts, stored, letters, audit, ids);
        return new LoginWays(
                new ManagePasskeys(
                        driven.passkeys(),
                        driven.ceremonies(),
                        driven.challenges(),
                        accounts,
                        stored,
                        letters,
                        audit,
                        ids,
                        random),
                new LogInWithPasskey(
                        driven.passkeys(),
                        driven.ceremonies(),
                        driven.challenges(),
                        accounts,
                        passwords.admitUser(),
                        audit,
                        ids.clock(),
                        driven.decoyKey()),
                new LogInWithProvider(
                        driven.issuers(),
                        driven.challenges(),
                        accounts,
                        externalLogins,
                        passwords.signUp(),
                        passwords.reauthenticate(),
                        passwords.admitUser(),
                        audit,
                        ids,
                        random),
                externalLogins,
                driven.frontend(),
                random);
    }

    List<Routes.Group> routes() {
        return List.of(
                new PasskeyRoutes(managePasskeys, logInWithPasskey),
                new ProviderLoginRoutes(logInWithProvider, externalLogins, frontend, secureRandom),
                new LoginPage());
    }
}
