package io.hexforge.adapter.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What commands ask about who belongs to what, and what they did. Like [Hexforge] in all else.
public interface Tenancy {
    /// {@return entries of the audit log, the newest first}
    List<AuditEntry> audit(AuditQuestion question);

    /// {@return what is wrong with the audit log, or empty if it is whole}
    Optional<String> checkAudit();

    /// {@return the users that the caller administers}
    ///
    /// @param text part of a name or an address; null for all
    List<Person> users(@Nullable String text);

    /// Shuts a user out, or lets it in again.
    ///
    /// @param user an id, a username or an address
    Person shutOut(String user, boolean out);

    /// {@return invitations into the caller's tenant, and, for who administers the installation, its invite codes}
    List<Invitation> invitations();

    /// Invites somebody into the caller's tenant by mail.
    Invitation invite(String email, String role);

    /// Makes a code that lets people sign up.
    ///
    /// @param maxUses how many
    Invitation makeCode(int maxUses);

    /// Withdraws an invitation or a code.
    void revokeInvitation(String id);

    /// @param action as it is recorded, or its beginning up to a dot; null for any
    /// @param subject such as `user:0190…`; null for any
    /// @param count how many, at most 100
    record AuditQuestion(@Nullable String action, @Nullable String subject, int count) {}

    /// @param actorId null for somebody unknown and for the system
    record AuditEntry(
            String at,
            @Nullable String tenantId,
            @Nullable String actorId,
            String action,
            String subject,
            @Nullable String ip,
            Map<String, String> details) {
        public AuditEntry {
            details = Map.copyOf(details);
        }
    }

    /// @param roles in the tenants that the caller may see
    record Person(
            String id,
            String username,
            @Nullable String email,
            List<String> roles,
            boolean systemAdmin,
            boolean disabled) {
        public Person {
            roles = List.copyOf(roles);
        }
    }

    /// @param what an address, or a code
    /// @param detail the role it gives, or how many uses are left
    record Invitation(String id, String what, String detail, String status) {}
}
