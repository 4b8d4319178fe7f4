"""Words around a cue that tell how far it reaches."""

from __future__ import annotations

import re

OTHER_SUBJECT = re.compile(r"\b(?:she|he|the patient|this child|the child|her own|his own)\b")
IN_RELATIVE = re.compile(r"(?:\bin|\bfor|[(:-])[ ]*(?:the|her|his|a|their)?[ ]*$")
# "The spine is normal, as are the ribs."
LIKEWISE = re.compile(r",?[ ]*as[ ](?:(?:it|they|also)[ ])?(?:is|are|was|were|do|does)\b")
BOTH = re.compile(
    r"[ ]*(?:both|all)(?:[ ](?:of (?:them|these|which)|are|have|had|were|long|since|now|then|"
    r"by now|completely|fully))*[ ]+"
)
# "The femur is clear; the patella too.", "..., and so are the ribs."
TOO = re.compile(
    r"[ ]*[;,][ ]*(?:and[ ]+)?(?:(?:so|likewise|ditto)[ ](?:(?:is|are|was|were)[ ])?[^.;:]{3,60}|"
    r"[^.;:]{3,50}?[ ](?:too|as well|likewise|ditto))[ ]*(?=[.,;)]|$)"
)
# "...; this is regarded as normal": said of all that stands before.
THIS = re.compile(r"[ ]*(?:but[ ])?(?:this|these|all of which|which|both of which|all of these)\b")
# Between the place and its verdict: "the femur and tibia are both entirely normal".
ONLY_VERBS = re.compile(
    r"(?:[ ]|\b(?:is|are|was|were|be|been|both|all|also|each|again|now|appears?|which|that|"
    r"look|looks|otherwise|"
    r"therefore|entirely|completely|quite|seen|has|have|likely|probably|regarded|as|considered|"
    r"thought|felt|judged|deemed|believed|interpreted|read|"
    r"assessed|viewed|taken|to|too|"
    r"moderate|mild|(?:of|in)[ ]+(?:signal|appearances?|height|density|alignment|texture|"
    r"configuration))\b|[()-])*"
)
# The next word is the noun of "normal", not the end of what it closes.
ATTRIBUTE = re.compile(
    r"[ ]+(?!(?:in|on|at|for|and|or|but|apart|aside|save|bar|barring|besides|outside|except|"
    r"other|with|without|bilaterally|"
    r"throughout|today|now|again|as|to|by|"
    r"also|than|on|since|from|both|all|only|otherwise|though|although|however|while|whereas|the|"
    r"there|if|so|too|of|"
    r"appearances?|signal|marrow|limits|variant|distribution|uptake|tracer|intensity|bone\b|"
    r"mineralisation|architecture|texture|compared|when|his|her|no|not|is|are|was|were|until|"
    r"after|before|this|last)\b)[a-z]"
)
# "no fracture, lytic area of 14 mm": what was measured is there.
MEASURED = re.compile(r"\d[ ]*(?:mm|cm)\b")
# "healed distal lesion": said of the noun after it, though a place stands before.
HEALED_NOUN = re.compile(r"[ ]+(?:[a-z-]+[ ]+){0,2}(?:lesions?|oedema|focus|foci|fracture)\b")
# "T5 (resolved), T8 (unchanged)": said of the place before the bracket alone.
IN_BRACKETS = re.compile(r"[(\[][ ]*(?:now|still|since|fully|completely|is|are|has|have|,|[ ])*$")
BRACKET_ENDS = re.compile(r"[^()\[\]]{0,40}[)\]]")
# "absent in the right fibula": a verdict on the place after it.
LOCATIVE = re.compile(
    r"[ ]+(?:(?:bone[ ]|marrow[ ])*(?:signal|appearances?|intensity)[ ]+)?(?:now[ ]+|today[ ]+|"
    r"also[ ]+)?(?:in|at|from|on|within|throughout)[ ]+(?!the (?:current|"
    r"present|previous|prior|last|follow)|today|this|that|keeping|comparison|all\b)"
)
# Between "but" and its verdict: nothing but a verb, so that the subject is the one before.
ELIDED = re.compile(
    r"[ ]*(?:but[ ]+|yet[ ]+|though[ ]+)?(?:then[ ]+|now[ ]+|since[ ]+)?(?:is|are|was|were|has|"
    r"have|now|"
    r"appears?|looks?)\b.{0,4}"
)
OF_SHAPE = re.compile(r"[ ]+in[ ]+(?:height|shape|size|alignment|contour|calibre|caliber|width)\b")
# "the remaining vertebrae", "the rest of the spine": what is left of the noun that follows.
REST_OF = re.compile(
    r"(?:remaining|(?:the )?(?:rest|remainder) of the|the other|all other|other bones)\b"
)
# "oedema of the talus, none in the cuboid", "None is seen in the left talus".
NONE_IN = re.compile(
    r"none(?:[ ](?:is|are|was|were))?(?:[ ](?:seen|found|present|identified|noted|visible))?[ ]"
    r"(?:in|on|at|of|within)[ ](?!these|those|them|this)"
)
# "the other ankle": one bone, and not what is left of several.
OTHER_ONE = re.compile(
    r"the other[ ](?:(?:distal|proximal)[ ])?(?:[a-z]+(?<![sai])(?<!ae)|tibia|fibula|ulna|scapula|"
    r"patella|clavicle)(?=[ ]*(?:[.,;:]|is\b|was\b|has\b|shows?\b|appears\b|looks\b|normal|$))"
)
# "small effusion": how much there is of it.
EXTENT = re.compile(
    r"[ ]*(?:small|tiny|mild|moderate|minimal|slight|trace|thin|subtle|extensive|diffuse|marked|"
    r"florid|large|faint|patchy|smooth|minor|some|early|residual|persistent|chronic|new|but)[ ]"
    r"|[ ]*an?[ ](?!single|definite|clear|convincing)"
)
# "A boy with no medical history of note is brought with fever": the verb is the child's.
NEW_PREDICATE = re.compile(
    r"\b(?:(?:is|was|has been|had been)[ ](?:now[ ]|then[ ]|first[ ]|again[ ])?(?:brought|"
    r"admitted|seen|referred|sent"
    r"|transferred|presented|investigated|assessed|evaluated|reviewed|hospitalised|hospitalized|"
    r"taken to)"
    r"|presents?[ ](?:with|to|for|at|in)|presented[ ](?:with|to|for|at|in)|comes[ ](?:with|to|"
    r"for|in|back|because)"
    r"|came[ ](?:with|to|for|in|back|because)|attends|complains[ ]of|complained[ ]of)\b"
)
