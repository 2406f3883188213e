"""A small playbook that holds together and uses every part, and the slips that must not pass."""
# ruff: noqa: E501
# One slip a line: what is changed, into what, the sentence, the key. Broken over six lines each the table is unreadable.

SMALL = """
schema = 1
id = "small"
version = "1"
manuals = []
zh = "小流程"
en = "Small process"
about_zh = "两个阶段。"
about_en = "Two stages."
calendar = "cn"

roles = [
  { id = "rep", zh = "销售", en = "Rep", can = ["deal.create", "signoff.price"], designed = true },
  { id = "boss", zh = "主管", en = "Manager", can = ["gate.override"], src = "001 一" },
]
activities = [{ id = "call", zh = "电话", en = "Call" }, { id = "visit", zh = "拜访", en = "Visit" }]
closed_states = [
  { id = "won", zh = "成交", en = "Won", kind = "won", designed = true },
  { id = "lost", zh = "丢单", en = "Lost", kind = "lost", reasons = ["price|价格|Price", "other|其他|Other"], designed = true },
]
signoffs = [{ id = "price", zh = "价格", en = "Price", role = "boss", form = "quote", designed = true }]

[settings]
roll = "next"
pause_max_days = 60
self_signoff = false

[events]
go_live = "field:quote.live_on"
customer_silent = "tier:grade.B"

[choicesets]
deal_type = ["new|新客户|New", "old|老客户|Existing"]
need = ["clear|明确|Clear", "vague|模糊|Vague"]

[[stages]]
id = "talk"
zh = "洽谈"
en = "Talks"
goal_zh = "谈清楚。"
goal_en = "Make it clear."
who = ["rep", "owner"]
outputs = ["quote"]
designed = true
items = [
  { id = "first", zh = "首次电话", en = "First call", req = true, by = "activity:call", who = ["rep"], minutes = [20, 30], designed = true },
  { id = "offer", zh = "报价", en = "Offer", req = true, by = "form:quote", who = ["rep"], when = { deal_type = ["new"] }, designed = true },
]

[[stages]]
id = "sign"
zh = "签约"
en = "Signing"
goal_zh = "签。"
goal_en = "Sign."
who = ["rep"]
designed = true
items = []

[[forms]]
id = "quote"
zh = "报价单"
en = "Quote"
subject = "deal"
body = "designed"
stages = ["talk"]
designed = true
fields = [
  { id = "need", zh = "需求", en = "Need", type = "choice", choices = "@need", designed = true },
  { id = "open", zh = "未决", en = "Open", type = "choice", choices = ["yes|是|Yes", "no|否|No"], designed = true },
  { id = "fit", zh = "匹配", en = "Fit", type = "score", weight = 60, scale = 5, designed = true },
  { id = "will", zh = "意愿", en = "Will", type = "score", weight = 40, scale = 5, designed = true },
  { id = "total", zh = "总分", en = "Total", type = "computed", formula = "sum(weight*rating/scale)", pass = 80, designed = true },
  { id = "live_on", zh = "上线", en = "Live on", type = "date", designed = true },
  { id = "floor", zh = "底价", en = "Floor", type = "money", min = 0, max = 1000, sens = true, designed = true },
  { id = "rows", zh = "明细", en = "Rows", type = "table", min_rows = 1, max_rows = 9, designed = true, columns = [{ id = "name", zh = "品名", en = "Name", type = "text", req = true }] },
]

[[gates]]
id = "to_sign"
zh = "洽谈→签约"
en = "Talks to signing"
before = "stage:sign"
from = "talk"
designed = true
conditions = [
  { type = "items_done" },
  { type = "score_min", form = "quote", min = 80 },
  { type = "tier_in", scheme = "grade", tiers = ["A"] },
  { type = "none_open", form = "quote", field = "open", value = "yes" },
  { type = "rows_filled", form = "quote", table = "rows", column = "name" },
]
override = ["boss"]

[[tier_schemes]]
id = "grade"
zh = "客户分级"
en = "Grade"
subject = "customer"
basis_zh = "需求"
basis_en = "Need"
method = "rules"
until = "first_signed"
designed = true
tiers = [
  { id = "A", zh = "A级", en = "A", rule_zh = "明确", rule_en = "clear" },
  { id = "B", zh = "B级", en = "B", rule_zh = "其余", rule_en = "the rest" },
]
rules = [{ tier = "A", when = { need = ["clear"] } }, { tier = "B", when = {} }]

[[cadences]]
id = "grade_a"
zh = "A级跟进"
en = "Grade A"
subject = "customer"
applies = { scheme = "grade", tier = "A" }
rule = { kind = "interval", every = 7, unit = "day" }
channels = ["call", "visit"]
content_zh = "推进"
content_en = "Move on"
who = "rep"
designed = true

[[cadences]]
id = "visits"
zh = "回访"
en = "Visits"
subject = "customer"
applies = { event = "go_live" }
rule = { kind = "phases", phases = [{ last = 1, last_unit = "month", every = 7, unit = "day" }, { every = 1, unit = "month" }] }
channels = ["visit"]
content_zh = "使用情况"
content_en = "Use"
who = "rep"
designed = true

[[cadences]]
id = "greeting"
zh = "问候"
en = "Greeting"
subject = "customer"
applies = { event = "go_live" }
rule = { kind = "festival", festivals = ["spring_festival", "customer_anniversary"], roll = "prev" }
channels = ["call"]
content_zh = "祝福"
content_en = "Wishes"
who = "rep"
designed = true

[[obligations]]
id = "thanks"
zh = "感谢"
en = "Thanks"
on = "first_contact"
due = { n = 24, unit = "hour" }
who = "rep"
done_by = "activity:call"
designed = true

[[routines]]
id = "meeting"
zh = "例会"
en = "Meeting"
rule = { kind = "weekly", weekday = "mon" }
who = "boss"
content_zh = "进展"
content_en = "Progress"
designed = true

[[kpis]]
id = "sales"
zh = "销售额"
en = "Sales"
unit = "money"
formula = "actual/target"
weight = 100
designed = true

[[permissions]]
id = "floor"
zh = "底价"
en = "Floor"
fields = ["quote.floor"]
see = ["boss", "owner"]
designed = true

[[forbidden]]
id = "family"
zh = "家庭"
en = "Family"
words = ["婚姻", "marital"]
designed = true

[[guides]]
id = "opening"
zh = "开场"
en = "Opening"
zh_text = "您好。"
en_text = "Good morning."
stages = ["talk"]
designed = true
"""

# what is changed: (old text, which stands once, new text, sentence, key)
SLIPS = {
    # the shape: keys and kinds of values
    "schema of a newer program": ("schema = 1", "schema = 2", "schema", "schema"),
    "a key misspelled": ('outputs = ["quote"]', 'output = ["quote"]', "key_unknown", "stages.talk.output"),
    "a key missing": ('goal_zh = "签。"\n', "", "key_missing", "stages.sign.goal_zh"),
    "a key missing deep down": (
        'rule_zh = "其余", ', "", "key_missing", "tier_schemes.grade.tiers.B.rule_zh"),
    "a key of the head missing": ('calendar = "cn"\n', "", "key_missing", "calendar"),
    "a part misspelled": ("[[kpis]]", "[[figures]]", "key_unknown", "figures"),
    "an item without an id": ('{ id = "first", zh', "{ zh", "key_missing", "stages.talk.items[1].id"),
    "text for a truth": ('en = "First call", req = true', 'en = "First call", req = "yes"', "type", "stages.talk.items.first.req"),
    "a number for text": ('version = "1"', "version = 1", "type", "version"),
    "text for a number": ("weight = 60", 'weight = "60"', "type", "forms.quote.fields.fit.weight"),
    "a fraction for a whole number": ("minutes = [20, 30]", "minutes = [20, 30.5]", "type", "stages.talk.items.first.minutes[2]"),
    "text for a list": ('who = ["rep", "owner"]', 'who = "rep"', "type", "stages.talk.who"),
    "a number in a list of texts": ('words = ["婚姻", "marital"]', "words = [1]", "type", "forbidden.family.words[1]"),
    "text for a table": ('when = { deal_type = ["new"] }', 'when = "new"', "type", "stages.talk.items.offer.when"),
    "a list for a part": ("[choicesets]", "[[choicesets]]", "type", "choicesets"),
    "choices of no kind": ('choices = "@need"', "choices = 3", "type", "forms.quote.fields.need.choices"),
    "a word not among the words": ('kind = "won"', 'kind = "win"', "one_of", "closed_states.won.kind"),
    "Python's spelling of a key": ('from = "talk"', 'from_ = "talk"', "key_unknown", "gates.to_sign.from_"),
    # values no key may have
    "a date": ('basis_zh = "需求"', "basis_zh = 2026-01-01", "date", "tier_schemes.grade.basis_zh"),
    "an endless number": ("weight = 60", "weight = inf", "number_large", "forms.quote.fields.fit.weight"),
    "a number too large": ("every = 7, unit = \"day\" }\nchannels", f"every = {10**16}, unit = \"day\" }}\nchannels", "number_large", "cadences.grade_a.rule.every"),
    "an escape sequence in a label": ('zh = "电话"', 'zh = "\\u001b[31m电话"', "unclean", "activities.call.zh"),
    "a character that turns the writing": ('en_text = "Good morning."', 'en_text = "\\u202eGood"', "unclean", "guides.opening.en_text"),
    "a text without end": ('zh_text = "您好。"', f'zh_text = "{"好" * 2001}"', "text_long", "guides.opening.zh_text"),
    "tables within tables": ("self_signoff = false", "a" + ".a" * 20 + " = 1", "toml_deep", None),
    # ids, names, sources
    "an id with a blank": ('id = "thanks"', 'id = "thank you"', "id", "obligations.thank you.id"),
    "an id twice": ('en = "Visit" }', 'en = "Visit" }, { id = "call", zh = "再", en = "Again" }', "id_twice", "activities"),
    "an item twice": ('id = "offer", zh', 'id = "first", zh', "id_twice", "stages.talk.items"),
    "a rule of the same id in two lists": ('id = "meeting"', 'id = "visits"', "id_twice", "routines.visits"),
    "an empty name": ('en = "Visit" }', 'en = " " }', "text_empty", "activities.visit.en"),
    "a name over two lines": ('en = "Signing"', 'en = "Sign\\nhere"', "text_lines", "stages.sign.en"),
    "a name too long": ('zh = "签约"', f'zh = "{"签" * 121}"', "text_long", "stages.sign.zh"),
    "no source": ('en = "First call", req = true, by = "activity:call", who = ["rep"], minutes = [20, 30], designed = true', 'en = "First call", req = true, by = "activity:call", who = ["rep"], minutes = [20, 30]', "untraced", "stages.talk.items.first"),
    "a source that is no manual": ('src = "001 一"', 'src = "our own"', "src", "roles.boss.src"),
    # the head
    "an unknown calendar": ('calendar = "cn"', 'calendar = "moon"', "ref_unknown", "calendar"),
    "an unknown setting": ("pause_max_days = 60", "pause_max_day = 60", "key_unknown", "settings.pause_max_day"),
    "a setting of the wrong kind": ("self_signoff = false", 'self_signoff = "no"', "type", "settings.self_signoff"),
    "a setting out of range": ("pause_max_days = 60", "pause_max_days = 0", "range", "settings.pause_max_days"),
    "a setting that is no such word": ('roll = "next"', 'roll = "later"', "one_of", "settings.roll"),
    "an unknown event": ("customer_silent =", "customer_quiet =", "ref_unknown", "events.customer_quiet"),
    "an event fired by nothing there is": ('"tier:grade.B"', '"tier:grade.C"', "ref_unknown", "events.customer_silent"),
    "an event fired by no such word": ('"tier:grade.B"', '"when silent"', "form_written", "events.customer_silent"),
    "an event used that nothing fires": ('go_live = "field:quote.live_on"\n', "", "event_silent", "cadences.visits.applies.event"),
    "an event fired by the rows of no table": ('"field:quote.live_on"', '"row:quote.live_on"', "ref_unknown", "events.go_live"),
    "a choice set with a slip": ('need = ["clear|明确|Clear"', 'need = ["clear|明确"', "choice", "choicesets.need[1]"),
    "a choice twice": ('"vague|模糊|Vague"', '"clear|模糊|Vague"', "id_twice", "choicesets.need"),
    # roles and states
    "an unknown right": ('can = ["gate.override"]', 'can = ["gates.override"]', "ref_unknown", "roles.boss.can[1]"),
    "no state to lose a deal to": ('reasons = ["price|价格|Price", "other|其他|Other"]', "reasons = []", "no_lost", "closed_states"),
    "two states of a kind": ('kind = "won"', 'kind = "lost"', "kind_twice", "closed_states.lost.kind"),
    "a sign-off on no form": ('form = "quote", designed', 'form = "price", designed', "ref_unknown", "signoffs.price.form"),
    # stages
    "an item done by no form": ('by = "form:quote"', 'by = "form:offer"', "ref_unknown", "stages.talk.items.offer.by"),
    "an item done by no such word": ('by = "form:quote"', 'by = "quote"', "form_written", "stages.talk.items.offer.by"),
    "minutes the wrong way round": ('minutes = [20, 30]', 'minutes = [40, 30]', "order", "stages.talk.items.first.minutes"),
    "a role of no stage": ('who = ["rep", "owner"]', 'who = ["rep", "chef"]', "ref_unknown", "stages.talk.who[2]"),
    "an unknown deal type": ('deal_type = ["new"] }', 'deal_type = ["big"] }', "ref_unknown", "stages.talk.items.offer.when.deal_type[1]"),
    "a `when` of no kind": ("when = { deal_type =", "when = { amount =", "key_unknown", "stages.talk.items.offer.when.amount"),
    # forms
    "weights that do not make 100": ("weight = 60", "weight = 50", "weights", "forms.quote"),
    "an unknown type of field": ('type = "money"', 'type = "euro"', "one_of", "forms.quote.fields.floor.type"),
    "a table within a table": ('en = "Name", type = "text"', 'en = "Name", type = "table"', "one_of", "forms.quote.fields.rows.columns.name.type"),
    "a table without columns": ('designed = true, columns = [{ id = "name", zh = "品名", en = "Name", type = "text", req = true }] }', "designed = true }", "list_empty", "forms.quote.fields.rows.columns"),
    "a choice without choices": ('type = "choice", choices = "@need"', 'type = "choice"', "key_missing", "forms.quote.fields.need.choices"),
    "a choice set that is not there": ('choices = "@need"', 'choices = "@needs"', "ref_unknown", "forms.quote.fields.need.choices"),
    "a score without a scale": ('weight = 40, scale = 5', 'weight = 40', "key_missing", "forms.quote.fields.will.scale"),
    "a computed field without formula": ('formula = "sum(weight*rating/scale)", ', "", "key_missing", "forms.quote.fields.total.formula"),
    "limits the wrong way round": ("min = 0, max = 1000", "min = 1001, max = 1000", "order", "forms.quote.fields.floor.min"),
    "rows the wrong way round": ("min_rows = 1, max_rows = 9", "min_rows = 10, max_rows = 9", "order", "forms.quote.fields.rows.min_rows"),
    "a pattern that is none": ('type = "money", min', 'type = "money", pattern = "(", min', "pattern", "forms.quote.fields.floor.pattern"),
    "a sensitive field nobody may see": ('fields = ["quote.floor"]', "fields = []", "sensitive", "forms.quote.fields.floor"),
    "a sensitive column nobody may see": ('en = "Name", type = "text"', 'en = "Name", sens = true, type = "text"', "sensitive", "forms.quote.fields.rows.columns.name"),
    "a set of fields there are not": ('fields = ["quote.floor"]', 'fields = ["quote.floor", "quote.rows.price"]', "ref_unknown", "permissions.floor.fields[2]"),
    "a forbidden label": ('en = "Will"', 'en = "Marital status"', "forbidden", "forms.quote.fields.will"),
    "a forbidden label of a column": ('zh = "品名"', 'zh = "婚姻状况"', "forbidden", "forms.quote.fields.rows.columns.name"),
    "a form of no stage": ('body = "designed"\nstages = ["talk"]', 'body = "designed"\nstages = ["chat"]', "ref_unknown", "forms.quote.stages[1]"),
    # gates
    "a gate before no stage": ('before = "stage:sign"', 'before = "stage:signed"', "ref_unknown", "gates.to_sign.before"),
    "a gate from nowhere": ('from = "talk"\n', "", "key_missing", "gates.to_sign.from"),
    "a gate before nothing": ('before = "stage:sign"', 'before = "sign"', "form_written", "gates.to_sign.before"),
    "an unknown condition": ('type = "items_done"', 'type = "all_done"', "one_of", "gates.to_sign.conditions[1].type"),
    "a condition without its form": ('type = "score_min", form = "quote", min', 'type = "score_min", min', "key_missing", "gates.to_sign.conditions[2].form"),
    "a condition with a key too many": ('{ type = "items_done" }', '{ type = "items_done", form = "quote" }', "key_unknown", "gates.to_sign.conditions[1].form"),
    "a line above 100": ("min = 80 }", "min = 800 }", "range", "gates.to_sign.conditions[2].min"),
    "a tier that is not in the scheme": ('tiers = ["A"]', 'tiers = ["S"]', "ref_unknown", "gates.to_sign.conditions[3].tiers"),
    "an answer the field does not offer": ('value = "yes"', 'value = "maybe"', "ref_unknown", "gates.to_sign.conditions[4].value"),
    "a column that is not there": ('column = "name"', 'column = "price"', "ref_unknown", "gates.to_sign.conditions[5].column"),
    "a table that is a field": ('table = "rows"', 'table = "open"', "ref_unknown", "gates.to_sign.conditions[5].table"),
    # tiers
    "a scheme ended by no event": ('until = "first_signed"', 'until = "second_signed"', "ref_unknown", "tier_schemes.grade.until"),
    "a scheme ended by what never happens": ('until = "first_signed"', 'until = "acceptance"', "event_silent", "tier_schemes.grade.until"),
    "a rule for no tier": ('{ tier = "B", when = {} }', '{ tier = "C", when = {} }', "ref_unknown", "tier_schemes.grade.rules[2].tier"),
    "a rule on no fact": ("when = { need =", "when = { mood =", "ref_unknown", "tier_schemes.grade.rules[1].when.mood"),
    "a rule on no answer": ('need = ["clear"]', 'need = ["bright"]', "ref_unknown", "tier_schemes.grade.rules[1].when.need"),
    "a method without its list": ('rules = [{ tier = "A", when = { need = ["clear"] } }, { tier = "B", when = {} }]', "", "list_empty", "tier_schemes.grade.rules"),
    "points without levels": ('method = "rules"', 'method = "points"\npoints = [{ fact = "need", value = "clear", pts = 1 }]', "list_empty", "tier_schemes.grade.levels"),
    "points for no answer": ('method = "rules"', 'method = "rules"\npoints = [{ fact = "need", value = "bright", pts = 1 }]', "ref_unknown", "tier_schemes.grade.points[1].value"),
    "points from no setting": ('method = "rules"', 'method = "rules"\npoints = [{ fact = "amount", at_least = "settings.big", pts = 1 }]', "ref_unknown", "tier_schemes.grade.points[1].at_least"),
    # cadences, obligations, routines
    "a cadence without channels": ('channels = ["call", "visit"]', "channels = []", "no_channels", "cadences.grade_a.channels"),
    "a channel that is not there": ('channels = ["call", "visit"]', 'channels = ["fax"]', "ref_unknown", "cadences.grade_a.channels[1]"),
    "a cadence for no tier": ('tier = "A" }\nrule', 'tier = "C" }\nrule', "ref_unknown", "cadences.grade_a.applies.tier"),
    "a cadence that never applies": ('applies = { scheme = "grade", tier = "A" }', "applies = {}", "applies", "cadences.grade_a.applies"),
    "a cadence of the wrong subject": ('subject = "customer"\napplies = { scheme', 'subject = "deal"\napplies = { scheme', "subject", "cadences.grade_a.subject"),
    "an unknown rule": ('kind = "interval"', 'kind = "often"', "one_of", "cadences.grade_a.rule.kind"),
    "an interval of nothing": ('every = 7, unit = "day" }\nchannels', 'every = 0, unit = "day" }\nchannels', "range", "cadences.grade_a.rule.every"),
    "an interval in text": ('every = 7, unit = "day" }\nchannels', 'every = "7", unit = "day" }\nchannels', "type", "cadences.grade_a.rule.every"),
    "an interval in weeks": ('every = 7, unit = "day" }\nchannels', 'every = 1, unit = "week" }\nchannels', "one_of", "cadences.grade_a.rule.unit"),
    "a phase without end before another": ('last = 1, last_unit = "month", ', 'last = 1, ', "key_missing", "cadences.visits.rule.phases[1].last_unit"),
    "a festival the calendar does not have": ('"spring_festival"', '"easter"', "ref_unknown", "cadences.greeting.rule.festivals"),
    "a timer on no event": ('on = "first_contact"', 'on = "second_contact"', "ref_unknown", "obligations.thanks.on"),
    "a timer on no activity": ('on = "first_contact"', 'on = "activity:fax"', "ref_unknown", "obligations.thanks.on"),
    "a timer in weeks": ('unit = "hour"', 'unit = "week"', "one_of", "obligations.thanks.due.unit"),
    "a timer without a number": ("due = { n = 24, unit", "due = { unit", "key_missing", "obligations.thanks.due.n"),
    "a timer done by nothing": ('done_by = "activity:call"', 'done_by = "activity:"', "form_written", "obligations.thanks.done_by"),
    "a routine on no day": ('weekday = "mon"', 'weekday = "monday"', "one_of", "routines.meeting.rule.weekday"),
    "figures that do not make 100": ("weight = 100", "weight = 90", "weights", "kpis"),
}  # fmt: skip
