"""Every sentence of ours in English."""

from store.words.shape import Words

WORDS = Words(
    # --- the language itself
    lang="en",
    list_separator=", ",
    day_pattern="{weekday} {date}",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    # --- problems: what was typed cannot be used (exit code 2)
    amount_unreadable="“{text}” is not an amount. Write 800000, 1.2m or 12,000.50.",
    amount_negative="An amount cannot be negative: {text}.",
    amount_too_fine="“{text}” has more decimals than the currency has.",
    amount_too_large="“{text}” is too large; please check the digits.",
    text_too_long="“{field}” may have {most} characters, this has {count}. Please shorten it.",
    text_missing="“{field}” must not be empty.",
    date_unreadable="“{text}” is not a date. Write 2026-03-01, 3/1, tomorrow, next wed or +3wd.",
    ref_unknown="Nothing is called “{ref}”. Use a number (D-12, C-7) or part of a name.",
    ref_ambiguous="“{ref}” could be any of: {hits}. Say more of the name, or use the number.",
    member_unknown="There is no “{login}” in the team. Members: {known}.",
    member_missing="“{login}” is no member of this board. Say who you are with --as ({known}), or have a member run dealboard member add {login}.",
    stage_unknown="There is no stage “{stage}”. Stages: {known}.",
    state_unknown="There is no state “{state}”. States: {known}.",
    item_unknown="Stage “{stage}” has no checklist item “{item}”. Items: {known}.",
    form_unknown="There is no form “{form}”. Forms: {known}.",
    field_unknown="Form “{form}” has no field “{field}”. Fields: {known}.",
    scheme_unknown="There is no tier scheme “{scheme}”. Schemes: {known}.",
    tier_unknown="Scheme “{scheme}” has no tier “{tier}”. Tiers: {known}.",
    tier_wrong_subject="Scheme “{scheme}” is for a {subject} and cannot be set on {ref}.",
    subject_customer="customer",
    subject_deal="deal",
    activity_unknown="There is no activity “{kind}”. Kinds: {known}.",
    signoff_unknown="There is no sign-off “{signoff}”. Sign-offs: {known}.",
    reason_unknown="There is no reason “{reason}”. Reasons: {known}.",
    role_unknown="There is no role “{role}”. Roles: {known}.",
    type_unknown="There is no deal type “{type}”. Types: {known}.",
    contact_role_unknown="There is no contact role “{role}”. Roles: {known}.",
    field_not_settable="“{field}” cannot be set. You can set: {known}.",
    override_needs_reason="An override needs a reason (--reason).",
    board_exists="{path} is there already and was left as it is. Choose another name.",
    # --- problems: a rule says no (exit code 1)
    refused="This cannot be done now:",
    conflict="{by} changed {ref} ({fields}) on {at}; your change was not saved. Look at it and change it again.",
    not_open="{ref} is {state}; this is for open deals.",
    same_stage="{ref} stands in “{stage}” already.",
    not_forward="“{stage}” lies before the present stage: move back instead, with a reason.",
    not_backward="“{stage}” does not lie before the present stage: move on instead.",
    not_next="“{stage}” comes first: a deal moves on one stage at a time.",
    reason_needed="Please give a reason.",
    wake_too_late="The wake-up date can be {latest} at the latest (a pause of {days} days at most).",
    wake_in_past="The wake-up date must lie after today ({today}).",
    override_not_allowed="Only {roles} may override this gate.",
    override_nobody="Nobody may override this gate.",
    touch_in_future="{at} has not come yet: a touch is something that took place. Plan an appointment instead.",
    touch_too_old="A touch can be entered up to {days} days late; {at} takes a manager.",
    signoff_own="Nobody signs off a deal of their own.",
    signoff_role="The sign-off “{signoff}” takes the role {role}.",
    signoff_no_form="Complete “{form}” first, then it can be signed off.",
    member_twice="“{login}” is in the team already.",
    # --- problems: busy or out of reach (3), damaged or newer (4)
    board_busy="{owner} is saving the board; it was not free within {seconds} s. Try again, nothing you typed is lost.",
    board_missing="There is no board at {path}. Is the drive mounted? A new board: dealboard new FILE --process ID.",
    board_damaged="The board {path} is damaged ({why}) and was left as it is. Put a backup in its place.",
    board_newer="The board {path} was made by a newer version (schema {theirs}, this program knows {ours}). Please update dealboard.",
    board_foreign="{path} is not a dealboard file.",
    board_readonly="The folder {folder} cannot be written: you can look, not change. Ask its owner for group write.",
    drive_full="The drive is full: saving takes {needed}, {folder} has {free}. The board was left as it is.",
    # --- reasons of gates
    # --- why a date is what it is
    # --- the command line
    # --- import and export
    # --- the demo team
    # --- the screen: board, due list, head and foot
    # --- the screen: deal page and dialogs
    # --- the screen: names of actions, help
)
