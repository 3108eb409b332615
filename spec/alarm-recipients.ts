import { EMAIL } from "./formats";

/** Who gets the link's alarms: those whom the budget warns or, without one, the owner, where that is an e-mail address. */
export function alarmRecipients(owner: string, budgetEmails: readonly string[] | undefined): readonly string[] {
  return budgetEmails ?? (EMAIL.test(owner) ? [owner] : []);
}
