package io.hexforge.adapter.http;

import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ExternalIdentity;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.identity.IdentityProviders;
import io.hexforge.ports.driven.identity.PasskeyCeremonies;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.ExternalLogins;
import io.hexforge.ports.driving.identity.LogInWithPasskey;
import io.hexforge.ports.driving.identity.LogInWithProvider;
import io.hexforge.ports.driving.identity.LoginParts;
import io.hexforge.ports.driving.identity.ManagePasskeys;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessChallengeStore;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Logins without a password, over authenticators and a provider that believe whatever they are told: enough
/// to see what the routes make of it. Whether the real ones are fooled is tested with them.
record ScriptedWays(
        ManagePasskeys managePasskeys,
        LogInWithPasskey logInWithPasskey,
        LogInWithProvider logInWithProvider,
        ExternalLogins externalLogins) {
    static ScriptedWays over(
            InProcessAccounts accounts, LoginParts logins, AuditTrail audit, Ids ids, RandomGenerator random) {
        var passkeys = logins.otherWaysIn().passkeys();
        var links = logins.otherWaysIn().externalLogins();
        var challenges = new InProcessChallengeStore(ids.clock());
        var ceremonies = new Ceremonies(ids);
        var externalLogins = new ExternalLogins(links, accounts, accounts, logins.letters(), audit, ids);
        return new ScriptedWays(
                new ManagePasskeys(
                        passkeys, ceremonies, challenges, accounts, accounts, logins.letters(), audit, ids, random),
                new LogInWithPasskey(
                        passkeys,
                        ceremonies,
                        challenges,
                        accounts,
                        logins.admitUser(),
                        audit,
                        ids.clock(),
                        new Secret("for decoys")),
                new LogInWithProvider(
                        new Providers(),
                        challenges,
                        accounts,
                        externalLogins,
                        logins.signUp(),
                        logins.reauthenticate(),
                        logins.admitUser(),
                        audit,
                        ids,
                        random),
                externalLogins);
    }

    /// Whoever says `{"id":…,"challenge":…}` has proved it.
    private record Ceremonies(Ids ids) implements PasskeyCeremonies {
        @Override
        public Ceremony startRegistration(String userHandle, String name, String displayName, List<Passkey> existing) {
            return ceremony();
        }

        @Override
        public Registration finishRegistration(String state, String response) {
            String id = read(response).orElseThrow().credentialId();
            return new Registration.Made(id, "cHVibGlj", 0, Set.of("internal"), true, true, new UUID(0, 0));
        }

        @Override
        public Ceremony startLogin(List<Descriptor> allowed) {
            return ceremony();
        }

        @Override
        public Login finishLogin(String state, String response, Passkey passkey) {
            return new Login.Proved(0, true);
        }

        @Override
        public Optional<Claim> read(String response) {
            var said = java.util.regex.Pattern.compile("\"(id|challenge)\":\"([^\"]+)\"")
                    .matcher(response);
            var fields = new java.util.HashMap<String, String>();
            while (said.find()) {
                fields.put(said.group(1), said.group(2));
            }
            return fields.size() < 2
                    ? Optional.empty()
                    : Optional.of(new Claim(fields.get("challenge"), fields.get("id")));
        }

        private Ceremony ceremony() {
            String challenge = ids.next().toString();
            return new Ceremony(challenge, "{\"challenge\":\"" + challenge + "\"}", "state");
        }
    }

    /// Whatever code comes back is the subject.
    private static final class Providers implements IdentityProviders {
        @Override
        public List<String> names() {
            return List.of("google");
        }

        @Override
        public URI authorization(String provider, Proof proof) {
            return URI.create("https://accounts.example/authorize?state=" + proof.state());
        }

        @Override
        public Redeemed redeem(String provider, Proof proof, String code, @Nullable String issuer) {
            return new Redeemed.Known(new ExternalIdentity("https://accounts.example", code, null, null));
        }
    }
}
