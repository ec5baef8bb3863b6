"""Goods, people, places, channels and couriers the practice orders are made of."""

from __future__ import annotations

LOCATIONS = ("MUM-01", "BLR-02", "DEL-03")

LOCATION_ADDRESSES = {
    "MUM-01": "Gala 14, Shree Industrial Estate, Andheri East, Mumbai 400069, Maharashtra",
    "BLR-02": "22/1, Kudlu Main Road, Bommanahalli, Bengaluru 560068, Karnataka",
    "DEL-03": "Plot 61, Okhla Phase II, New Delhi 110020, Delhi",
}
LOCATION_GSTINS = {
    "MUM-01": "27AAKCP1234Q1Z5",
    "BLR-02": "29AAKCP1234Q1Z1",
    "DEL-03": "07AAKCP1234Q1Z7",
}
LOCATION_STATES = {"MUM-01": "Maharashtra", "BLR-02": "Karnataka", "DEL-03": "Delhi"}
SELLER = "Practice Traders Private Limited"

# code, weight in the daily mix, prefix of the marketplace's order number
CHANNELS: tuple[tuple[str, int, str], ...] = (
    ("AMAZON_MLF", 14, "40"), ("FLIPKART", 14, "OD"), ("FLIPKARTASSURED", 7, "OD"),
    ("MYNTRA_IN", 11, "MY"), ("AJIO_VMS", 8, "FN"), ("MEESHO", 8, "MS"), ("NYKAA", 4, "NYK"),
    ("NYKAA_FASHION", 4, "NYF"), ("TATACLIQ_IN", 4, "TC"), ("TATACLIQ_LUXURY", 2, "TL"),
    ("JIOMART", 5, "JM"), ("ONDC", 4, "ON"), ("SHOPIFY_IN", 5, "SH"), ("FYND", 4, "FY"),
    ("FYND-STORE", 3, "FS"), ("ECOMM", 3, "EC"), ("UNIKET", 2, "UN"), ("TRELL", 1, "TR"),
    ("MAGICPIN", 1, "MP"), ("FY_NEXUS", 1, "FX"),
)  # fmt: skip

# name, code, prefix of its AWB numbers, digits that follow
COURIERS: tuple[tuple[str, str, str, int], ...] = (
    ("Delhivery", "DELHIVERY", "14", 12), ("Xpressbees", "XPRESSBEES", "134", 11),
    ("Ecom Express", "ECOM", "83", 8), ("Blue Dart", "BLUEDART", "7", 10),
    ("Shadowfax", "SHADOWFAX", "SF", 10), ("Ekart Logistics", "EKART", "FMPC", 10),
    ("DTDC", "DTDC", "D", 10), ("India Post", "INDIAPOST", "EM", 9),
)  # fmt: skip

# name, SKU stem, HSN, tax %, cheapest and dearest MRP in rupees, sizes, colours
PRODUCTS: tuple[tuple[str, str, str, int, int, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Cotton kurta", "KUR-COT", "62114210", 5, 799, 1899,
     ("S", "M", "L", "XL", "XXL"), ("Indigo", "Maroon", "Mustard", "White")),
    ("Anarkali kurta set (अनारकली कुर्ता)", "KUR-ANK", "62114290", 12, 1999, 4499,
     ("S", "M", "L", "XL"), ("Rani Pink", "Bottle Green", "Navy")),
    ("Banarasi silk saree (பட்டுப் புடவை)", "SAR-BAN", "50072090", 5, 2999, 8999,
     ("Free",), ("Red", "Gold", "Teal", "Purple")),
    ("Linen shirt", "SHI-LIN", "62059090", 12, 1299, 2499,
     ("38", "40", "42", "44"), ("Sky", "Olive", "White")),
    ("Oversized T-shirt", "TEE-OVR", "61091000", 5, 499, 999,
     ("S", "M", "L", "XL"), ("Black", "Lavender", "Sand")),
    ("Slim fit jeans", "JEA-SLM", "62034200", 12, 1299, 2799,
     ("28", "30", "32", "34", "36"), ("Blue", "Black")),
    ("Palazzo trousers", "TRO-PAL", "62046200", 5, 599, 1299,
     ("S", "M", "L", "XL"), ("Black", "Beige", "Rust")),
    ("Kolhapuri sandals", "FOO-KOL", "64035990", 12, 899, 1999,
     ("6", "7", "8", "9", "10"), ("Tan", "Brown")),
    ("Running shoes", "FOO-RUN", "64041100", 18, 1499, 4999,
     ("6", "7", "8", "9", "10", "11"), ("Grey", "Blue", "Black")),
    ("Leather wallet", "ACC-WAL", "42023120", 18, 699, 1899, ("One",), ("Tan", "Black")),
    ("Laptop backpack", "BAG-LAP", "42029200", 18, 1199, 3499, ("25L", "32L"), ("Grey", "Navy")),
    ("Jhumka earrings", "JEW-JHU", "71171990", 3, 299, 1499, ("One",), ("Gold", "Oxidised")),
    ("Copper water bottle", "HOM-COP", "74181022", 12, 599, 1399, ("750ml", "1L"), ("Plain",)),
    ("Block print bedsheet", "HOM-BED", "63041910", 5, 999, 2999,
     ("Double", "King"), ("Jaipur Blue", "Coral")),
    ("Steel tiffin box", "HOM-TIF", "73239390", 12, 449, 1299, ("2 tier", "3 tier"), ("Steel",)),
    ("Bluetooth earphones", "ELE-EAR", "85183000", 18, 999, 3999, ("One",), ("Black", "White")),
    ("Smart watch", "ELE-WAT", "85176290", 18, 1799, 6999, ("42mm", "46mm"), ("Black", "Rose")),
    ("Power bank 10000 mAh", "ELE-POW", "85076000", 18, 899, 1999, ("One",), ("Black", "Blue")),
    ("Vitamin C face serum", "BEA-SER", "33049990", 18, 349, 899, ("15ml", "30ml"), ("Clear",)),
    ("Kajal twin pack", "BEA-KAJ", "33042000", 18, 199, 499, ("One",), ("Black",)),
    ("Masala chai 500 g (मसाला चाय)", "FOO-CHA", "09024020", 5, 249, 599,
     ("500g", "1kg"), ("Classic",)),
    ("Roasted makhana", "FOO-MAK", "20081920", 12, 149, 449, ("100g", "250g"), ("Salted", "Peri")),
    ("Yoga mat", "SPO-YOG", "95069190", 12, 599, 1799, ("4mm", "6mm"), ("Purple", "Green")),
    ("Wooden puzzle for children", "TOY-PUZ", "95030090", 12, 299, 999, ("One",), ("Animals",)),
)  # fmt: skip

# city, state, first three digits of its PIN codes, latitude, longitude, script spoken there
CITIES: tuple[tuple[str, str, str, float, float, str], ...] = (
    ("Mumbai", "Maharashtra", "400", 19.076, 72.8777, "hi"),
    ("Pune", "Maharashtra", "411", 18.5204, 73.8567, "hi"),
    ("Nagpur", "Maharashtra", "440", 21.1458, 79.0882, "hi"),
    ("New Delhi", "Delhi", "110", 28.6139, 77.209, "hi"),
    ("Lucknow", "Uttar Pradesh", "226", 26.8467, 80.9462, "hi"),
    ("Varanasi", "Uttar Pradesh", "221", 25.3176, 82.9739, "hi"),
    ("Jaipur", "Rajasthan", "302", 26.9124, 75.7873, "hi"),
    ("Indore", "Madhya Pradesh", "452", 22.7196, 75.8577, "hi"),
    ("Patna", "Bihar", "800", 25.5941, 85.1376, "hi"),
    ("Gurugram", "Haryana", "122", 28.4595, 77.0266, "hi"),
    ("Bengaluru", "Karnataka", "560", 12.9716, 77.5946, "kn"),
    ("Mysuru", "Karnataka", "570", 12.2958, 76.6394, "kn"),
    ("Chennai", "Tamil Nadu", "600", 13.0827, 80.2707, "ta"),
    ("Coimbatore", "Tamil Nadu", "641", 11.0168, 76.9558, "ta"),
    ("Madurai", "Tamil Nadu", "625", 9.9252, 78.1198, "ta"),
    ("Hyderabad", "Telangana", "500", 17.385, 78.4867, "te"),
    ("Vijayawada", "Andhra Pradesh", "520", 16.5062, 80.648, "te"),
    ("Visakhapatnam", "Andhra Pradesh", "530", 17.6868, 83.2185, "te"),
    ("Kolkata", "West Bengal", "700", 22.5726, 88.3639, "bn"),
    ("Siliguri", "West Bengal", "734", 26.7271, 88.3953, "bn"),
    ("Kochi", "Kerala", "682", 9.9312, 76.2673, "ml"),
    ("Thiruvananthapuram", "Kerala", "695", 8.5241, 76.9366, "ml"),
    ("Ahmedabad", "Gujarat", "380", 23.0225, 72.5714, "gu"),
    ("Surat", "Gujarat", "395", 21.1702, 72.8311, "gu"),
    ("Ludhiana", "Punjab", "141", 30.901, 75.8573, "pa"),
    ("Amritsar", "Punjab", "143", 31.634, 74.8723, "pa"),
    ("Bhubaneswar", "Odisha", "751", 20.2961, 85.8245, "or"),
    ("Guwahati", "Assam", "781", 26.1445, 91.7362, "bn"),
    ("Leh", "Ladakh", "194", 34.1526, 77.5771, "hi"),
    ("Port Blair", "Andaman and Nicobar Islands", "744", 11.6234, 92.7265, "hi"),
)  # fmt: skip

HARD_PIN_PREFIXES = frozenset({"194", "744", "781", "734"})
"""Places that few couriers serve: the assignment takes several tries there."""

# script -> (name as its owner writes it, the same name in Latin letters)
NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "hi": (("आशा शर्मा", "Asha Sharma"), ("राहुल वर्मा", "Rahul Verma"),
           ("प्रिया सिंह", "Priya Singh"), ("विक्रम जोशी", "Vikram Joshi"),
           ("श्रद्धा क्षीरसागर", "Shraddha Kshirsagar"), ("कृष्णा त्रिपाठी", "Krishna Tripathi")),
    "ta": (("கார்த்திக் ராமன்", "Karthik Raman"), ("மீனாட்சி சுந்தரம்", "Meenakshi Sundaram"),
           ("அருண் குமார்", "Arun Kumar"), ("லட்சுமி நாராயணன்", "Lakshmi Narayanan")),
    "bn": (("সৌরভ চট্টোপাধ্যায়", "Sourav Chattopadhyay"), ("অনিতা মুখোপাধ্যায়", "Anita Mukhopadhyay"),
           ("রিয়া সেন", "Riya Sen"), ("শুভম ঘোষ", "Shubham Ghosh")),
    "te": (("వెంకట రెడ్డి", "Venkata Reddy"), ("సుష్మా రావు", "Sushma Rao"),
           ("శ్రీనివాస్ నాయుడు", "Srinivas Naidu")),
    "kn": (("ರಮೇಶ್ ಗೌಡ", "Ramesh Gowda"), ("ಕಾವ್ಯಾ ಹೆಗಡೆ", "Kavya Hegde"),
           ("ಶ್ವೇತಾ ಭಟ್", "Shwetha Bhat")),
    "ml": (("അഞ്ജലി നായർ", "Anjali Nair"), ("വിഷ്ണു മേനോൻ", "Vishnu Menon"),
           ("തോമസ് ജോസഫ്", "Thomas Joseph")),
    "gu": (("જિગ્નેશ પટેલ", "Jignesh Patel"), ("હેતલ શાહ", "Hetal Shah"),
           ("મયુર દેસાઈ", "Mayur Desai")),
    "pa": (("ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "Gurpreet Singh"), ("ਹਰਜੀਤ ਕੌਰ", "Harjeet Kaur")),
    "or": (("ସସ୍ମିତା ମହାନ୍ତି", "Sasmita Mohanty"), ("ଦେବାଶିଷ ପଣ୍ଡା", "Debasis Panda")),
}  # fmt: skip

LATIN_NAMES = (
    "Neha Kulkarni", "Arjun Mehta", "Fatima Sheikh", "Rohan D'Souza", "Ananya Iyer", "Imran Khan",
    "Pooja Agarwal", "Sanjay Gupta", "Divya Pillai", "Manish Chawla", "Kiran Bedekar",
    "Sneha Patil", "Aditya Rane", "Zoya Ansari", "Tenzin Dolma", "Mary Kom Haokip",
    "A. P. Venkatasubramanian Krishnamoorthy Iyer", "Bala", "R & S Traders", "Farhan Qureshi",
)  # fmt: skip

STREETS = (
    "Flat {n}, Sai Krupa Society", "House {n}, 3rd Cross", "{n}/B Gandhi Nagar",
    "Shop {n}, Main Bazaar",
    "B-{n}, Green Park Apartments", "Door {n}, Temple Street", "Plot {n}, Sector 21", "{n} MG Road",
)  # fmt: skip
AREAS = ("Near Bus Stand", "Civil Lines", "Station Road", "Old Town", "Model Colony", "Lake View")
LANDMARKS = ("Opposite SBI ATM", "Behind the post office", "Next to Hanuman Mandir", "", "", "")
